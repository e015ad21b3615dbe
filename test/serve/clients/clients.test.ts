import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createClassifier } from '../../../src/model/classifier.js'
import { nodeRuntime } from '../../../src/runtime/node.js'
import { temporaryFolder } from '../../data/smallDataset.js'
import { noise, startServing, untrainedModel, writeModel } from '../serving.js'
import { isMissing, venv, whyNot } from './venv.js'

// The clients that others use, and a tester that reads the description of the server and holds it to that.

const run = promisify(execFile)

async function startTwoVersions() {
  const folder = await temporaryFolder()
  return startServing({
    models: await Promise.all(
      [1, 2].map(async seed => ({
        ...{ name: 'm', version: String(seed) },
        path: await writeModel(folder, `${seed}.onnx`, seed),
      })),
    ),
  })
}

test.skipIf(isMissing)(`tritonclient lists, checks and infers, by JSON and by bytes${whyNot}`, async () => {
  const { address, errors } = await startTwoVersions()
  const images = noise(2)
  const program = fileURLToPath(new URL('triton.py', import.meta.url))
  const { stdout } = await run(`${venv}python`, [program, address.slice('http://'.length), JSON.stringify([...images])])
  const answer = JSON.parse(stdout)
  expect(answer).toMatchObject({
    ...{ live: true, ready: true, models: [true, true, false, false], server: 'mnist', config: 32 },
    metadata: { name: 'm', versions: ['1', '2'], inputs: [{ name: 'image', datatype: 'UINT8', shape: [-1, 28, 28] }] },
    index: [
      { name: 'm', version: '1', state: 'READY' },
      { name: 'm', version: '2', state: 'READY' },
    ],
    refused: expect.stringContaining('expected one of the models m, version 1; m, version 2, received "none"'),
  })
  const classifier = await createClassifier(nodeRuntime, untrainedModel(2), { threads: 1 })
  const all = [...(await classifier.predict(images))]
  await classifier.dispose()
  for (const kind of ['json', 'binary', 'packed', 'version'])
    expect(answer[kind].flat().map(Math.fround), kind).toEqual(all)
  const likeliest = all.slice(0, 10).indexOf(Math.max(...all.slice(0, 10)))
  expect(answer.classes[0][0]).toMatch(new RegExp(`:${likeliest}:${likeliest}$`))
  expect(errors).toEqual([])
})

// What a schema cannot say (that bytes are a picture, that data are as many as the shape says) may be refused: positive_data_acceptance.
test.skipIf(isMissing || process.env.ATTACK !== 'full')(
  'schemathesis finds no answer that the description does not have',
  async () => {
    const { address, errors } = await startTwoVersions()
    const words = ['--exclude-checks', 'positive_data_acceptance', '--max-examples', '50', '--generation-deterministic']
    const { stdout } = await run(`${venv}schemathesis`, ['run', `${address}/openapi.json`, ...words], {
      maxBuffer: 2 ** 26,
    }).catch(error => error)
    expect(stdout).toMatch(/(\d+) generated, \1 passed/)
    expect(errors).toEqual([])
  },
  3_600_000,
)
