import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CleanPlace, createCleanPlace, type RunOptions } from './cleanPlace.js'
import { watch } from './strace.js'

// A new user's session, while the system writes down which sockets are opened and which files written. `npm run test:privacy` tells
// what it saw, and adds a training that lasts.

const isFull = process.env.ATTACK === 'full'
const fileOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const main = fileOf('dist/cli/main.js')
const library = JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)

let place: CleanPlace
beforeAll(() => {
  place = createCleanPlace()
})
afterAll(() => place.remove())

/** Runs a command, and tells which sockets it opened and what it wrote outside a folder, if it may write in one. */
async function watchMnist(words: readonly string[], folder?: string, onOutput?: RunOptions['onOutput']) {
  const ended = await watch(place, process.execPath, [main, ...words], onOutput && { onOutput })
  const { code, stderr, sockets, written } = ended
  const elsewhere = written.filter(
    path => folder === undefined || !`${path}/`.startsWith(`${join(place.work, folder)}/`),
  )
  if (isFull)
    console.info(
      `mnist ${words[0]}: ${sockets.join(', ') || 'no socket'}; ${written.length} paths written, ${elsewhere.length} of them ` +
        (folder === undefined ? 'anywhere' : `outside ${folder}/`),
    )
  return { code, stderr, sockets, elsewhere }
}

const nothing = { code: 0, stderr: '', sockets: [], elsewhere: [] }

test('the watch sees what a program, and a thread of it, do elsewhere', async () => {
  const worker = `require('node:net').connect(9, '127.0.0.1').on('error', () => {})`
  const program = `
    require('node:fs').writeFileSync(process.env.HOME + '/identity', '')
    require('node:fs').rmSync(process.env.HOME + '/identity')
    new (require('node:worker_threads').Worker)(${JSON.stringify(worker)}, { eval: true })`
  const { code, sockets, written } = await watch(place, process.execPath, ['--eval', program])
  expect({ code, sockets, written }).toEqual({
    code: 0,
    sockets: ['connect 127.0.0.1:9', 'socket AF_INET SOCK_STREAM'],
    written: [join(place.root, 'home', 'identity')],
  })
})

test('mnist train opens no socket and writes in the run folder alone', async () => {
  const words = ['train', '--preset', 'mlp', '--limit', '512', '--epochs', '1', '--threads', '2', '--out', 'run']
  expect(await watchMnist(words, 'run')).toEqual(nothing)
})

test('mnist predict and mnist read open no socket and write explanations alone', async () => {
  const images = Array.from({ length: 16 }, (_, i) => join(place.work, `${i}.jpg`)) // as many as take threads
  for (const image of images) writeFileSync(image, readFileSync(fileOf('test/fixtures/images/white-4.jpg')))
  expect(await watchMnist(['predict', ...images])).toEqual(nothing)
  expect(await watchMnist(['predict', images[0]!, '--explain', 'seen'], 'seen')).toEqual(nothing)
  expect(await watchMnist(['read', fileOf('test/fixtures/images/number-white.jpg')])).toEqual(nothing)
})

test('mnist evaluate opens no socket and writes nothing', async () => {
  expect(await watchMnist(['evaluate', 'run/model.onnx'])).toEqual(nothing)
})

test('mnist report opens no socket and writes in the run folder alone', async () => {
  expect(await watchMnist(['report', 'run'], 'run')).toEqual(nothing)
})

test('mnist data and mnist summary open no socket and write nothing', async () => {
  expect(await watchMnist(['data'])).toEqual(nothing)
  expect(await watchMnist(['summary'])).toEqual(nothing)
})

test('mnist lab opens the socket that it names, on this machine, and writes nothing', async () => {
  const pages: string[] = []
  const seen = await watchMnist(['lab', '--port', '0'], undefined, async (stdout, child) => {
    const address = /http:\S+\//.exec(stdout)?.[0]
    if (!address) return
    for (const path of ['', 'digits.onnx', 'mnist/t10k-labels-idx1-ubyte'])
      pages.push((await fetch(`${address}${path}`)).headers.get('content-length') ?? '')
    process.kill(-child.pid!, 'SIGINT')
  })
  expect(seen).toEqual({ ...nothing, sockets: ['bind 127.0.0.1:0', 'socket AF_INET SOCK_STREAM'] })
  expect(pages).toHaveLength(3)
})

test('a program that draws a figure and reads in a worker looks up nobody that it is connected to', async () => {
  const program = `
    import { once } from 'node:events'
    import { connect, createServer } from 'node:net'
    import { Worker } from 'node:worker_threads'
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const socket = connect(server.address().port, '127.0.0.1')
    await once(socket, 'connect')
    const { loadClassifier, svgToPng } = await import(${library})
    svgToPng('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    await loadClassifier(${JSON.stringify(fileOf('models/digits.onnx'))})
    console.log(process.report.excludeNetwork)
    process.exit()`
  writeFileSync(join(place.work, 'program.mjs'), program)
  const { code, stdout, sockets } = await watch(place, process.execPath, ['program.mjs'])
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'false\n' })
  expect(sockets).toEqual([
    'bind 127.0.0.1:0',
    expect.stringMatching(/^connect 127\.0\.0\.1:\d+$/),
    'socket AF_INET SOCK_STREAM',
  ])
})

test.runIf(isFull)('a training that lasts opens no socket, either', async () => {
  // ONNX Runtime would look for its maker's host 10 seconds after its first session, and again and again.
  const stop: RunOptions['onOutput'] = (stdout, child) => {
    const seconds = [...stdout.matchAll(/^Epoch .*? ([\d.]+) s /gm)].map(([, seconds]) => Number(seconds))
    if (seconds.reduce((a, b) => a + b, 0) > 25) process.kill(-child.pid!, 'SIGINT')
  }
  const words = ['train', '--preset', 'accurate', '--out', 'long']
  expect(await watchMnist(words, 'long', stop)).toEqual({ ...nothing, code: 130, stderr: expect.any(String) })
})

test('home, cache and temporary folder are as empty as before', () => {
  expect(place.contents().filter(path => !path.startsWith('work'))).toEqual([])
})
