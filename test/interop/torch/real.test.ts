import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { importModel } from '../../../src/interop/importModel.js'
import { importTorch } from '../../../src/interop/torch/readTorch.js'
import { exportTorch } from '../../../src/interop/torch/writeTorch.js'
import { networkFrom } from '../../../src/model/configuration.js'
import type { Model } from '../../../src/model/model.js'
import { preset, presetNames } from '../../../src/model/presets.js'
import { temporaryFolder } from '../../data/smallDataset.js'
import { floatsOf, whyLeftOut } from '../elsewhere.js'
import {
  generatedNet,
  largestDifference,
  predictionsOf,
  randomEnsemble,
  randomImages,
  randomModel,
  squeezedNet,
} from '../nets.js'

// PyTorch itself runs the module and saves its weights: see ../keras/real.test.ts. PyTorch takes gigabytes, so it is not in requirements.txt:
//   .venv-formats/bin/pip install torch safetensors onnx

const venv = fileURLToPath(new URL('../../../.venv-formats/', import.meta.url))
const isInstalled = ['3.10', '3.11', '3.12', '3.13', '3.14'].some(version =>
  existsSync(join(venv, `lib/python${version}/site-packages/torch`)),
)
const whyNot = whyLeftOut(isInstalled, 'no PyTorch in .venv-formats')

/** By a preset each, blocks of squeezeExcite and ten generated nets. */
function modelsWith(generated: (seed: number) => Model): Map<string, Uint8Array> {
  return new Map([
    ...presetNames.map((name): [string, Uint8Array] => [name, randomModel(networkFrom(preset(name)))]),
    ['squeezed', randomModel(squeezedNet())],
    ...Array.from({ length: 10 }, (_, seed): [string, Uint8Array] => [
      `net${seed}`,
      randomModel(generated(seed), seed),
    ]),
  ])
}

/** Lets a script of Python look at 1,000 images by modules that are written for it. */
async function lookedAt(folder: string, images: Uint8Array) {
  await writeFile(join(folder, 'images'), images)
  return {
    async by(script: string, models: ReadonlyMap<string, Uint8Array>): Promise<void> {
      for (const [name, model] of models) {
        const { weights, code } = exportTorch(model)
        await writeFile(join(folder, `${name}.safetensors`), weights)
        await writeFile(join(folder, `${name}.py`), code)
      }
      const path = fileURLToPath(new URL(script, import.meta.url))
      const stems = [...models.keys()].map(name => join(folder, name))
      await promisify(execFile)(join(venv, 'bin/python'), [path, '1,28,28', join(folder, 'images'), ...stems])
    },
    probabilitiesOf: (name: string) => floatsOf(join(folder, `${name}.probabilities`)),
  }
}

test.skipIf(whyNot !== '')(`PyTorch predicts the same, and what it saves comes back${whyNot}`, async () => {
  const folder = await temporaryFolder()
  const images = randomImages(1000)
  const { by, probabilitiesOf } = await lookedAt(folder, images)
  const models = modelsWith(seed => generatedNet(seed)).set('ensemble', randomEnsemble())
  await by('predict.py', models)
  const again = new Map<string, Uint8Array>()
  for (const [name, model] of models) {
    const ours = await predictionsOf(model, images)
    const theirs = await probabilitiesOf(name)
    expect.soft(largestDifference(ours, theirs), name).toBeLessThan(1e-5)
    const { model: back } = importTorch(new Uint8Array(await readFile(join(folder, `${name}.saved.safetensors`))))
    expect.soft(largestDifference(ours, await predictionsOf(back, images)), `${name}, back`).toBe(0)
    again.set(`${name}_again`, back)
  }
  await by('predict.py', again)
  for (const name of models.keys())
    expect.soft(largestDifference(await probabilitiesOf(name), await probabilitiesOf(`${name}_again`)), name).toBe(0)
})

test.skipIf(whyNot !== '')(`what PyTorch exports as ONNX predicts here what it predicts there${whyNot}`, async () => {
  const folder = await temporaryFolder()
  const images = randomImages(1000)
  const { by, probabilitiesOf } = await lookedAt(folder, images)
  const models = modelsWith(seed => generatedNet(seed, true))
  await by('exportOnnx.py', models)
  for (const name of models.keys()) {
    const { model } = await importModel(new Uint8Array(await readFile(join(folder, `${name}.onnx`))), {
      pixels: '0..255',
    })
    const theirs = await probabilitiesOf(name)
    expect.soft(largestDifference(theirs, await predictionsOf(model, images)), name).toBeLessThan(1e-5)
    // What was imported is ONNX again, without anything of PyTorch's.
    expect.soft((await importModel(model)).model, name).toBe(model)
  }
})
