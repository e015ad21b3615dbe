import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { loadMnist } from '../../../src/data/sources/mnist.js'
import { importModel } from '../../../src/interop/importModel.js'
import { temporaryFolder } from '../../data/smallDataset.js'
import { whyLeftOut } from '../elsewhere.js'
import { largestDifference, predictionsOf } from '../nets.js'

// tf2onnx itself, by the command of docs/guide/formats.md. It is installed by
//   python3 -m venv .venv-tf2onnx && .venv-tf2onnx/bin/pip install tensorflow-cpu==2.19.1 tf2onnx==1.17.0

const python = fileURLToPath(new URL('../../../.venv-tf2onnx/bin/python', import.meta.url))
const script = fileURLToPath(new URL('exportTensorflow.py', import.meta.url))
const whyNot = whyLeftOut(existsSync(python), 'no .venv-tf2onnx, see test/interop/converters/tf2onnx.test.ts')

test.skipIf(whyNot !== '')(
  `what tf2onnx converts predicts here what TensorFlow predicts, on 1,000 images${whyNot}`,
  async () => {
    const folder = await temporaryFolder()
    const { training } = await loadMnist({ parts: ['training'] })
    const images = training.images.subarray(0, 1000 * 784)
    await writeFile(join(folder, 'images'), images)
    await promisify(execFile)(python, [script, folder, join(folder, 'images')], { maxBuffer: 2 ** 26 })
    const text = await readFile(join(folder, 'tensorflow.json'), 'utf8')
    for (const [name, theirs] of Object.entries(JSON.parse(text) as Record<string, number[][]>)) {
      const { model } = await importModel(new Uint8Array(await readFile(join(folder, `${name}.onnx`))))
      const ours = await predictionsOf(model, images)
      expect.soft(largestDifference(ours, Float32Array.from(theirs.flat())), name).toBeLessThan(1e-5)
    }
  },
)
