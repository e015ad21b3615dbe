import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadMnist } from '../../../src/data/sources/mnist.js'
import { exportTorch } from '../../../src/interop/torch/writeTorch.js'
import { networkFrom } from '../../../src/model/configuration.js'
import { preset } from '../../../src/model/presets.js'
import { temporaryFolder } from '../../data/smallDataset.js'
import { floatsOf, whyLeftOut } from '../elsewhere.js'
import { largestDifference, predictionsOf, randomModel } from '../nets.js'

// The converters themselves, by the commands of docs/guide/formats.md. They are installed by
//   python3 -m venv .venv-converters && .venv-converters/bin/pip install -r test/interop/converters/requirements.txt
// and take minutes: ATTACK=full runs this, as `npm run test:formats` does.

const run = promisify(execFile)
const here = fileURLToPath(new URL('.', import.meta.url))
const bin = fileURLToPath(new URL('../../../.venv-converters/bin/', import.meta.url))
const whyNot = whyLeftOut(existsSync(bin), 'no .venv-converters, see test/interop/converters/requirements.txt')

/** How far a probability of another engine may be from ours. Measured: 10⁻⁶. */
const tolerance = 1e-5

describe.skipIf(whyNot !== '')(`What others convert${whyNot}`, () => {
  let images: Uint8Array

  beforeAll(async () => {
    const { training } = await loadMnist({ parts: ['training'] })
    images = training.images.slice(0, 200 * 784)
  })

  async function folderWith(model: Uint8Array): Promise<string> {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'images'), images)
    await writeFile(join(folder, 'mine.onnx'), model)
    return folder
  }

  test('TensorFlow Lite predicts what the shipped model predicts', async () => {
    const model = new Uint8Array(await readFile(new URL('../../../models/digits.onnx', import.meta.url)))
    const folder = await folderWith(model)
    // onnx2tf calls other programs of its environment.
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
    await run(join(bin, 'onnx2tf'), ['-i', 'mine.onnx', '-o', 'mine', '-k', 'image'], {
      cwd: folder,
      env,
      maxBuffer: 2 ** 26,
    })
    const out = join(folder, 'probabilities')
    const tflite = join(folder, 'mine/mine_float32.tflite')
    const { stdout } = await run(join(bin, 'python'), [
      join(here, 'predictTflite.py'),
      tflite,
      join(folder, 'images'),
      out,
    ])
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toEqual({
      input: ['uint8', -1, 28, 28],
      output: ['float32', -1, 10],
    })
    expect(largestDifference(await predictionsOf(model, images), await floatsOf(out))).toBeLessThan(tolerance)
  })

  // Core ML predicts on macOS alone: what is compared is the package's content, and the traced module that it was made of.
  test('Core ML gets every weight of the preset fast, an image in and a class out', async () => {
    const model = randomModel(networkFrom(preset('fast')))
    const folder = await folderWith(model)
    const { weights, code } = exportTorch(model)
    await writeFile(join(folder, 'mine.safetensors'), weights)
    await writeFile(join(folder, 'mine.py'), code)
    const { stdout } = await run(
      join(bin, 'python'),
      [join(here, 'toCoreml.py'), join(folder, 'mine'), join(folder, 'images')],
      { maxBuffer: 2 ** 26 },
    )
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toEqual({
      input: ['image', 28, 28, 10],
      outputs: { classLabel: 'stringType', classLabel_probs: 'dictionaryType' },
      missing: [],
    })
    const traced = await floatsOf(join(folder, 'mine.probabilities'))
    expect(largestDifference(await predictionsOf(model, images), traced)).toBeLessThan(tolerance)
  })
})
