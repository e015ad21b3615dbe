import { join } from 'node:path'
import { takeDigits } from '../../src/data/digits.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { networkFrom } from '../../src/model/configuration.js'
import { preset } from '../../src/model/presets.js'
import { saveClassifier } from '../../src/node/classifier.js'
import { fit } from '../../src/node/fit.js'

/** Trains a model for seconds and writes it into a folder. */
export async function trainSmallModel(folder: string): Promise<string> {
  const { training } = await loadMnist({ parts: ['training'] })
  const { classifier } = await fit(networkFrom(preset('fast')), takeDigits(training, 12_000), {
    ...preset('fast').training,
    epochs: 1,
    validation: 0,
  })
  const path = join(folder, 'model.onnx')
  await saveClassifier(classifier, path)
  return path
}
