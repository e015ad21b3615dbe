import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mnist, type Started, startMnist } from '../../cli/mnist.js'
import { writeFlags } from '../../cli/toyTask.js'
import { layCable, password, startPostgres, startRedis } from '../startServers.js'

// `mnist study run --queue` and three workers, to which all happens that happens to machines.

const study = {
  name: 'small',
  preset: 'mlp',
  limit: 6000,
  seeds: 1,
  trials: 3,
  parallel: 3,
  sampler: { kind: 'random' },
  space: {
    'training.batchSize': { kind: 'categorical', choices: [32, 64] },
    'training.epochs': { kind: 'integer', low: 3, high: 6 },
  },
  confirm: { top: 0, seeds: 1 },
}

/** Seconds that the network is cut: those of a switch that restarts. */
const cutSeconds = 20

let folder: string
let expected: object
const started: Started[] = []

/** What a study has found, whoever trained: its trials and the bytes of its models. */
async function foundIn(name: string): Promise<object> {
  const { stdout, code } = await mnist(['study', 'export', name, '--json'], { cwd: folder })
  expect(code).toBe(0)
  const trials = JSON.parse(stdout) as { trials?: object[] } | object[] as object
  const files = await readdir(join(folder, name, 'trials'), { recursive: true })
  const models = files.filter(file => file.endsWith('model.onnx')).sort()
  const bytes = await Promise.all(models.map(file => readFile(join(folder, name, 'trials', file), 'base64')))
  return { trials: withoutTimes(trials), models, bytes }
}

function withoutTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTimes)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => !/seconds|started|ended|date|duration/i.test(key))
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutTimes(inner)]))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'study-'))
  await writeFile(join(folder, 'study.json'), JSON.stringify(study))
  const { code, stderr } = await mnist(['study', 'run', 'study.json', '--out', 'local', '--quiet'], { cwd: folder })
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expected = await foundIn('local')
}, 1_200_000)
afterAll(async () => {
  for (const { child } of started) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

test.each([
  ['Redis', startRedis],
  ['PostgreSQL', startPostgres],
])(
  'three workers over %s find what one machine finds, though one is killed, the server restarts and the network is cut',
  async (name, startServer) => {
    const server = await startServer()
    const cable = await layCable(server.port)
    const { protocol, username, pathname } = new URL(server.address)
    const user = username === '' ? '' : `${username}@`
    const address = `${protocol}//${user}127.0.0.1:${cable.port}${pathname === '/' ? '' : pathname}`
    const start = (...words: string[]) => {
      const one = startMnist(words, { cwd: folder, env: { MNIST_QUEUE_PASSWORD: password } })
      started.push(one)
      return one
    }
    const workers = [1, 2, 3].map(number =>
      start('worker', '--queue', address, '--jobs', '1', '--lock-seconds', '4', '--name', `w${number}`),
    )
    const run = start('study', 'run', 'study.json', '--out', name, '--quiet', '--queue', address)
    const begun = workers.map(worker => worker.until(stdout => stdout.includes('begun')).then(() => worker))
    const first = await Promise.any(begun)
    first.child.kill('SIGKILL')
    await first.outcome
    await server.restart()
    cable.cut()
    await new Promise(resolve => setTimeout(resolve, cutSeconds * 1000))
    cable.mend()
    const { code, stderr } = await run.outcome
    expect(code, stderr).toBe(0)
    expect(await foundIn(name)).toEqual(expected)
    const others = workers.filter(worker => worker !== first)
    for (const { child } of others) child.kill('SIGTERM')
    const outcomes = await Promise.all(others.map(({ outcome }) => outcome))
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0])
    expect(outcomes.map(({ stdout }) => stdout).join('') + stderr).not.toContain(password)
    await Promise.allSettled(begun)
    await cable.close()
    await server.stop()
  },
  1_200_000,
)

test('a worker with other data refuses the trainings of a study, says which file, and leaves them', async () => {
  const server = await startRedis()
  const start = (...words: string[]) => {
    const one = startMnist(words, { cwd: folder })
    started.push(one)
    return one
  }
  await writeFlags(join(folder, 'flags'))
  await cp(join(folder, 'flags'), join(folder, 'repainted'), { recursive: true })
  const images = join(folder, 'repainted/train-images-idx4-ubyte')
  const bytes = await readFile(images)
  bytes[1000]! ^= 1
  await writeFile(images, bytes)
  const definition = {
    name: 'flags',
    data: 'flags',
    configuration: {
      layers: [{ kind: 'flatten' }, { kind: 'dense', units: 3, activation: 'softmax' }],
      training: { epochs: 1, validation: 90 },
    },
  }
  await writeFile(join(folder, 'flags.json'), JSON.stringify(definition))
  const run = start('study', 'run', 'flags.json', '--out', 'flags-study', '--quiet', '--queue', server.address)
  const other = await start('worker', '--queue', server.address, '--jobs', '1', '--data', 'repainted').outcome
  expect(other.code).toBe(2)
  expect(other.stderr).toMatch(
    /: train-images-idx\d-ubyte: expected the file of the study, SHA-256 [0-9a-f]{64}, received [0-9a-f]{64}\n$/,
  )
  expect(other.stderr + other.stdout).not.toContain(encodeURIComponent(password))
  const worker = start('worker', '--queue', server.address, '--jobs', '1', '--data', 'flags')
  const { code, stderr } = await run.outcome
  expect(code, stderr).toBe(0)
  worker.child.kill('SIGTERM')
  await worker.outcome
  await server.stop()
}, 1_200_000)
