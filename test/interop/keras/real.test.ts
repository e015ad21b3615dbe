import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { selectDigits, splitDigits } from '../../../src/data/digits.js'
import { loadMnist } from '../../../src/data/sources/mnist.js'
import { importModel } from '../../../src/interop/importModel.js'
import { exportKeras } from '../../../src/interop/keras/writeKeras.js'
import { networkFrom } from '../../../src/model/configuration.js'
import { preset, presetNames } from '../../../src/model/presets.js'
import { temporaryFolder } from '../../data/smallDataset.js'
import { floatsOf, whyLeftOut } from '../elsewhere.js'
import {
  generatedNet,
  hasPaddedAverage,
  largestDifference,
  predictionsOf,
  randomEnsemble,
  randomModel,
  squeezedNet,
} from '../nets.js'

// Keras itself loads what is exported, and trains what is imported. It is installed by
//   python3 -m venv .venv-formats && .venv-formats/bin/pip install -r test/interop/requirements.txt
// and takes minutes: ATTACK=full runs this, as `npm run test:formats` does. TensorFlow and PyTorch are
// other backends, tested where they are installed, too: pip install tensorflow-cpu torch.

const run = promisify(execFile)
const venv = fileURLToPath(new URL('../../../.venv-formats/', import.meta.url))
const python = join(venv, 'bin/python')
const here = fileURLToPath(new URL('.', import.meta.url))
const whyNot = whyLeftOut(existsSync(python), 'no .venv-formats, see test/interop/requirements.txt')
const shipped = fileURLToPath(new URL('../../../models/digits.onnx', import.meta.url))

async function someDigits(count: number) {
  const { training } = await loadMnist({ parts: ['training'] })
  return selectDigits(
    training,
    Array.from({ length: count }, (_, i) => i * 50),
  )
}

/** What Keras computes by, where it is installed. */
const backends = { jax: 'jax', tensorflow: 'tensorflow', torch: 'torch' }
const installed = Object.keys(backends).filter(name => existsSync(python) && isInstalled(name))

function isInstalled(name: string): boolean {
  return readdirSync(join(venv, 'lib')).some(version => existsSync(join(venv, 'lib', version, 'site-packages', name)))
}

describe.skipIf(whyNot !== '')(`Keras itself${whyNot}`, () => {
  test.each(installed)(
    'on %s predicts the same by every preset, the model that ships, blocks of squeezeExcite and ten generated nets, there and back, on 1,000 images',
    async backend => {
      const folder = await temporaryFolder()
      const { images } = await someDigits(1000)
      await writeFile(join(folder, 'images'), images)
      const nets = Array.from({ length: 10 }, (_, seed): [string, Uint8Array] => [
        `net${seed}`,
        randomModel(generatedNet(seed), seed),
      ])
      const models = new Map<string, Uint8Array>([
        ...presetNames.map((name): [string, Uint8Array] => [name, randomModel(networkFrom(preset(name)))]),
        ['shipped', await readFile(shipped)],
        ['squeezed', randomModel(squeezedNet())],
        ['ensemble', randomEnsemble()],
        // Keras's PyTorch backend counts the padding of an average pool, which its other backends do not.
        ...nets.filter((_, seed) => backend !== 'torch' || !hasPaddedAverage(generatedNet(seed))),
      ])
      const predicted = async (files: ReadonlyMap<string, Uint8Array>) => {
        for (const [name, bytes] of files) await writeFile(join(folder, name), bytes)
        const paths = [...files.keys()].map(name => join(folder, name))
        const env = { ...process.env, KERAS_BACKEND: backend }
        await run(python, [join(here, 'predict.py'), '1,28,28', join(folder, 'images'), ...paths], { env })
      }
      const exported = new Map<string, Uint8Array>()
      for (const [name, model] of models) exported.set(`${name}.keras`, await exportKeras(model))
      await predicted(exported)
      const again = new Map<string, Uint8Array>()
      for (const [name, model] of models) {
        const ours = await predictionsOf(model, images)
        const theirs = await floatsOf(join(folder, `${name}.keras.probabilities`))
        expect.soft(largestDifference(ours, theirs), name).toBeLessThan(1e-5)
        const { model: back } = await importModel(
          new Uint8Array(await readFile(join(folder, `${name}.keras.saved.keras`))),
        )
        expect.soft(largestDifference(theirs, await predictionsOf(back, images)), `${name}, back`).toBeLessThan(1e-5)
        again.set(`${name}.again.keras`, await exportKeras(back))
      }
      await predicted(again)
      for (const name of models.keys()) {
        const [first, second] = [`${name}.keras`, `${name}.again.keras`].map(file =>
          join(folder, `${file}.probabilities`),
        )
        const difference = largestDifference(await floatsOf(first!), await floatsOf(second!))
        expect.soft(difference, `${name}, there and back and there`).toBeLessThan(1e-5)
      }
    },
  )

  test("the example's net, trained by Keras for an epoch, scores here what it scores there", async () => {
    const folder = await temporaryFolder()
    const { training } = await loadMnist({ parts: ['training'] })
    const { validation: heldOut, training: rest } = splitDigits(training, { validation: 2000, seed: 0 })
    const few = selectDigits(
      rest,
      Array.from({ length: 6000 }, (_, i) => i),
    )
    for (const [name, { images, labels }] of Object.entries({ few, heldOut })) {
      await writeFile(join(folder, `${name}.images`), images)
      await writeFile(join(folder, `${name}.labels`), labels)
    }
    const { stdout } = await run(python, [join(here, 'trainExample.py'), folder])
    const theirs = JSON.parse(stdout.trim().split('\n').at(-1)!) as { accuracy: number }
    const { model } = await importModel(new Uint8Array(await readFile(join(folder, 'example.keras'))))
    const probabilities = await predictionsOf(model, heldOut.images)
    expect(largestDifference(probabilities, await floatsOf(join(folder, 'probabilities')))).toBeLessThan(1e-5)
    const correct = heldOut.labels.reduce((count, label, n) => {
      const row = probabilities.subarray(10 * n, 10 * n + 10)
      return count + Number(row.indexOf(Math.max(...row)) === label)
    }, 0)
    expect(correct / heldOut.count).toBeCloseTo(theirs.accuracy, 6)
    expect(theirs.accuracy).toBeGreaterThan(0.8)
  })
})
