import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { takeDigits } from '../../src/data/digits.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { evaluateProbabilities } from '../../src/evaluation/evaluate.js'
import { networkFrom, readConfiguration } from '../../src/model/configuration.js'
import { readTrainedNetwork } from '../../src/model/modelFile.js'
import { fit } from '../../src/node/fit.js'
import { loadOnnxruntime } from '../../src/runtime/nodeOnnxruntime.js'

const { InferenceSession, Tensor } = await loadOnnxruntime()

test('a pre-activation residual net trains from JSON, and its ONNX file scores the same in plain ONNX Runtime', async () => {
  const configuration = readConfiguration(await readFile('docs/residual.json', 'utf8'))
  const net = networkFrom(configuration)
  const { training, test: unseen } = await loadMnist({ mirrors: [] })
  const { epochs: _, ...recipe } = configuration.training
  const { classifier } = await fit(net, takeDigits(training, 2000), {
    ...recipe,
    epochs: 3,
    batchSize: 50,
    validation: 0,
    threads: 1,
  })
  const examples = takeDigits(unseen, 500)
  const answers = await classifier.predict(examples.images)
  expect(evaluateProbabilities(answers, examples.labels).accuracy).toBeGreaterThan(0.85)

  const session = await InferenceSession.create(classifier.model)
  const { probabilities } = await session.run({ image: new Tensor('uint8', examples.images, [500, 28, 28]) })
  await session.release()
  const plain = probabilities!.data as Float32Array
  for (const [index, value] of plain.entries()) expect(Math.abs(value - answers[index]!)).toBeLessThan(1e-6)
  expect(evaluateProbabilities(plain, examples.labels)).toMatchObject({
    correct: evaluateProbabilities(answers, examples.labels).correct,
  })
  expect(readTrainedNetwork(classifier.model).network.config).toEqual(net.config)
  await classifier.dispose()
})
