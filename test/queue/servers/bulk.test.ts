import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Started, startMnist } from '../../cli/mnist.js'
import { password, type QueueServer, startRedis } from '../startServers.js'

// `mnist predict --queue` and `mnist worker`, as a user starts them.

const pictures = ['white-4', 'blackboard-5', 'white-7', 'blackboard-2'].map(name =>
  fileURLToPath(new URL(`../../fixtures/images/${name}.jpg`, import.meta.url)),
)
/** Three chunks, and a rest. */
const count = 330

let folder: string
let server: QueueServer
let address: string
const env = { MNIST_QUEUE_PASSWORD: password }
const started: Started[] = []

const start = (...words: string[]) => {
  const one = startMnist(words, { cwd: folder, env })
  started.push(one)
  return one
}
const bulk = (...words: string[]) => start('predict', 'scans', '--queue', address, '--out', ...words)
const text = (name: string) => readFile(join(folder, name), 'utf8')

beforeAll(async () => {
  server = await startRedis()
  address = `redis://127.0.0.1:${server.port}`
  folder = await mkdtemp(join(tmpdir(), 'bulk-'))
  await mkdir(join(folder, 'scans'))
  const small = await Promise.all(pictures.map(path => sharp(path).resize(40, 40).png().toBuffer()))
  for (let index = 0; index < count; index++)
    await writeFile(join(folder, 'scans', `${index}.png`), small[index % small.length]!)
  await writeFile(join(folder, 'scans', '77.png'), 'no picture')
})
afterAll(async () => {
  for (const { child } of started) child.kill('SIGKILL')
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

test('workers of a queue write what mnist predict --json prints, and a killed command goes on', async () => {
  const local = start('predict', 'scans', '--json')
  const { stdout: expected } = await local.outcome
  expect(expected.trimEnd().split('\n')).toHaveLength(count)

  const first = bulk('results.jsonl')
  await first.until((_, stderr) => stderr.includes(`no worker is connected to ${address}`))
  const worker = start('worker', '--queue', address, '--name', 'reader-1')
  const hasLines = async () => (await stat(join(folder, 'results.jsonl'))).size > 0
  while (!(await hasLines())) await new Promise(resolve => setTimeout(resolve, 20))
  first.child.kill('SIGKILL')
  await first.outcome
  const torn = await text('results.jsonl')
  await writeFile(join(folder, 'results.jsonl'), `${torn}{"file":"scans/1`)

  const second = await bulk('results.jsonl').outcome
  expect(second.code).toBe(1) // one could not be read
  expect(await text('results.jsonl')).toBe(expected)
  expect(second.stdout).toMatch(/^330 images, a line of results\.jsonl each\n {2}\d/)
  expect(second.stdout).toMatch(/could not be read +1\n$/)
  await expect(stat(join(folder, 'results.jsonl.unfinished'))).rejects.toThrow('ENOENT')

  const third = await bulk('results.jsonl').outcome
  expect(third.code).toBe(2)
  expect(third.stderr).toContain('results.jsonl: is there already')
  expect(await text('results.jsonl')).toBe(expected)

  worker.child.kill('SIGTERM')
  const { code, stdout } = await worker.outcome
  expect(code).toBe(0)
  expect(stdout).toContain('ended; nothing is left undone here')
  expect(stdout + second.stderr).not.toContain(password)
})

test('a list names the images, and what cannot be read is a record with the reason', async () => {
  await copyFile(pictures[0]!, join(folder, 'four.jpg'))
  await writeFile(join(folder, 'list.txt'), 'four.jpg\nscans/77.png\ngone.png\n')
  start('worker', '--queue', address)
  const { code } = await start('predict', 'list.txt', '--queue', address, '--out', 'listed.jsonl').outcome
  expect(code).toBe(1)
  const lines = (await text('listed.jsonl'))
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(lines.map(({ file, digit, reason }) => [file, digit, reason])).toEqual([
    ['four.jpg', 4, undefined],
    ['scans/77.png', null, expect.stringMatching(/^could not be read \(expected a PNG, .*, received text\)$/)],
    ['gone.png', null, 'could not be read (no such file)'],
  ])
})

test('a wrong password ends a worker with the reason', async () => {
  const words = ['worker', '--queue', address]
  const { code, stderr } = await startMnist(words, { cwd: folder, env: { MNIST_QUEUE_PASSWORD: 'wrong-one' } }).outcome
  expect(code).toBe(2)
  expect(stderr).toMatch(/^mnist worker: redis:\/\/127\.0\.0\.1:\d+: could not be opened \(WRONGPASS .*\)\n$/)
  expect(stderr).not.toContain('wrong-one')
})
