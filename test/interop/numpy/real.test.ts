import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { importModel } from '../../../src/interop/importModel.js'
import { exportNpz } from '../../../src/interop/numpy/writeNpz.js'
import { networkFrom } from '../../../src/model/configuration.js'
import { readWeights } from '../../../src/model/modelFile.js'
import { preset, presetNames } from '../../../src/model/presets.js'
import { mnistTask } from '../../../src/task.js'
import { temporaryFolder } from '../../data/smallDataset.js'
import { whyLeftOut } from '../elsewhere.js'
import { randomModel } from '../nets.js'

// NumPy itself, of .venv-formats: see ../keras/real.test.ts.

const python = fileURLToPath(new URL('../../../.venv-formats/bin/python', import.meta.url))
const whyNot = whyLeftOut(existsSync(python), 'no .venv-formats, see test/interop/requirements.txt')

test.skipIf(whyNot !== '')(
  `NumPy loads every weight, and what it saves comes back to the same bytes${whyNot}`,
  async () => {
    const folder = await temporaryFolder()
    const models = new Map(presetNames.map(name => [name, randomModel(networkFrom(preset(name)))]))
    for (const [name, model] of models) await writeFile(join(folder, `${name}.npz`), exportNpz(model))
    const script = fileURLToPath(new URL('loadAndSave.py', import.meta.url))
    const { stdout } = await promisify(execFile)(python, [
      script,
      ...[...models.keys()].map(name => join(folder, name)),
    ])
    const seen = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as unknown)
    for (const [index, [name, model]] of [...models].entries()) {
      const arrays = Object.entries(readWeights(model)).map(([weight, { shape }]) => [weight, ['float32', ...shape]])
      expect.soft(seen[index], name).toEqual({ classes: mnistTask.classes, arrays: Object.fromEntries(arrays) })
      for (const ending of ['saved', 'double']) {
        const { model: back } = await importModel(new Uint8Array(await readFile(join(folder, `${name}.${ending}.npz`))))
        expect.soft(Buffer.from(back).equals(model), `${name}.${ending}`).toBe(true)
      }
    }
  },
)
