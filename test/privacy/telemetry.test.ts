import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CleanPlace, createCleanPlace, runIn } from './cleanPlace.js'

// ONNX Runtime reports every model to its maker, unless the environment of the process forbids it in time: at its first session it
// writes an identifier of the machine and a queue of events into the user's folders. So whoever has used a model and finds the
// folders empty afterward has reported nothing. The programs below are those of others who have installed this package.

const library = JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)
const model = JSON.stringify(fileURLToPath(new URL('../../models/digits.onnx', import.meta.url)))

/** Classifies an image of no ink, and says how many probabilities came of it. */
const classify = `loadClassifier(${model}).then(({ predict }) => predict(new Uint8Array(784))).then(({ length }) => length)`
const importing = `import { loadClassifier } from ${library}\n`
const main = `${importing}console.log(await ${classify})`

/** A worker that classifies, and a program that starts it with these options and prints its reply. */
const worker = `import { parentPort } from 'node:worker_threads'\n${importing}parentPort.postMessage(await ${classify})`
const starting = (options = '{}') => `
  import { SHARE_ENV, Worker } from 'node:worker_threads'
  const worker = new Worker('./worker.mjs', ${options}).on('message', message => console.log(message))
  worker.on('error', ({ message }) => console.log(message))\n`

let place: CleanPlace
beforeEach(() => {
  place = createCleanPlace()
})
afterEach(() => place.remove())

interface Options {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Runs the first of some files in Node, and tells how it ended and what it has left behind. */
async function run(files: Readonly<Record<string, string>>, { args = [], env = {} }: Options = {}) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place.work, name), text)
  const own = Object.keys(files)
  const ended = await runIn(place, process.execPath, [...args, own[0]!], { env })
  return { ...ended, left: place.contents().filter(path => !own.some(name => path === join('work', name))) }
}

const classified = { code: 0, stdout: '10\n', stderr: '', left: [] }

test('an ES module reports nothing', async () => {
  expect(await run({ 'main.mjs': main })).toEqual(classified)
})

test('nothing is reported where the environment asks for it', async () => {
  expect(await run({ 'main.mjs': main }, { env: { ORT_DISABLE_TELEMETRY: '0' } })).toEqual(classified)
})

test('a CommonJS module reports nothing', async () => {
  const main = `const { loadClassifier } = require(require('node:url').fileURLToPath(${library}))\n${classify}.then(console.log)`
  expect(await run({ 'main.cjs': main }, { args: ['--no-warnings'] })).toEqual(classified)
})

test('a training in several threads reports nothing', async () => {
  const main = `
    import { dense, fit, flatten, sequential } from ${library}
    const digits = { count: 64, images: new Uint8Array(784 * 64), labels: new Uint8Array(64) }
    const net = sequential([flatten(), dense({ units: 10, activation: 'softmax' })])
    const { history } = await fit(net, digits, { epochs: 1, validation: 0, threads: 2 })
    console.log(history.length)`
  expect(await run({ 'main.mjs': main })).toEqual({ ...classified, stdout: '1\n' })
})

for (const options of ['{}', '{ env: {} }', '{ env: SHARE_ENV }'])
  test(`a worker with the options ${options} reports nothing where the main thread imports the package`, async () => {
    expect(await run({ 'main.mjs': importing + starting(options), 'worker.mjs': worker })).toEqual(classified)
  })

test('a worker of a worker reports nothing where the main thread imports the package', async () => {
  const main = `${importing}import { Worker } from 'node:worker_threads'\nnew Worker('./outer.mjs', { env: {} })`
  expect(await run({ 'main.mjs': main, 'outer.mjs': starting(), 'worker.mjs': worker })).toEqual(classified)
})

test('a worker reports nothing where the process was started so', async () => {
  const files = { 'main.mjs': starting(), 'worker.mjs': worker }
  expect(await run(files, { env: { ORT_DISABLE_TELEMETRY: '1' } })).toEqual(classified)
})

test('a worker reports nothing where it shares the environment of the process', async () => {
  expect(await run({ 'main.mjs': starting('{ env: SHARE_ENV }'), 'worker.mjs': worker })).toEqual(classified)
})

const refusal =
  /runtime: expected ORT_DISABLE_TELEMETRY=1 in the environment of the process, .* import .* in the main thread too/

for (const options of ['{}', '{ env: {} }', '{ env: { ORT_DISABLE_TELEMETRY: "1" } }'])
  test(`a worker with the options ${options} refuses to work where it alone imports the package`, async () => {
    const ended = await run({ 'main.mjs': starting(options), 'worker.mjs': worker })
    expect(ended).toEqual({ ...classified, stdout: expect.stringMatching(refusal) })
  })

test('a program to which a test runner shows a copy of the environment refuses to work', async () => {
  const copying = `
    process.env = new Proxy({ ...process.env }, {})
    const { loadClassifier } = await import(${library})
    await ${classify}.catch(({ message }) => console.log(message))`
  const ended = await run({ 'main.mjs': copying })
  expect(ended).toEqual({ ...classified, stdout: expect.stringMatching(refusal) })
})
