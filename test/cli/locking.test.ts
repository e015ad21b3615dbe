import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { mnist, type Outcome, startMnist } from './mnist.js'

let cwd = ''

const net = {
  layers: [
    { kind: 'averagePool2d', poolSize: 4 },
    { kind: 'flatten' },
    { kind: 'dense', units: 10, activation: 'softmax' },
  ],
  training: { epochs: 2, batchSize: 20, validation: 0 },
}
const words = 'train --model net.json --limit 100 --threads 1 --quiet'.split(' ')

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mnist-locking-'))
  await writeFile(join(cwd, 'net.json'), JSON.stringify(net))
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

test('a run in training is left alone by every other process, and is free once its own was killed', async () => {
  const long = 'train --model net.json --limit 100 --threads 1 --epochs 1000000 --out long'.split(' ')
  const training = startMnist(long, { cwd })
  onTestFinished(() => void training.child.kill('SIGKILL'))
  await training.until(stdout => stdout.includes(' 3/1000000'))
  const others = await Promise.all([
    mnist([...words, '--out', 'long'], { cwd }),
    mnist(['train', '--resume', 'long'], { cwd }),
    mnist(['report', 'long'], { cwd }),
  ])
  const held = `long: is in use by process ${training.child.pid} since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\n$`
  for (const { code, stderr } of others) {
    expect(stderr).toMatch(new RegExp(held))
    expect(code).toBe(2)
  }
  expect(training.child.exitCode).toBeNull()
  training.child.kill('SIGKILL')
  await training.outcome
  const resumed = startMnist(['train', '--resume', 'long'], { cwd })
  onTestFinished(() => void resumed.child.kill('SIGKILL'))
  await resumed.until(stdout => /Resuming after epoch \d+\.\nEpoch +\d+\/1000000/.test(stdout))
  resumed.child.kill('SIGINT')
  expect((await resumed.outcome).code).toBe(130)
  expect((await readdir(join(cwd, 'long'))).sort()).toEqual(['checkpoint.safetensors', 'run.json'])
})

test('of processes that want one folder at once, one trains and the others are told', async () => {
  const outcomes = await Promise.all([1, 2, 3].map(() => mnist([...words, '--out', 'wanted'], { cwd })))
  const lost = ({ code, stderr }: Outcome) =>
    code === 2 && /wanted: is in use by process \d+|received wanted, which holds files/.test(stderr)
  expect(outcomes.filter(({ code }) => code === 0)).toHaveLength(1)
  expect(outcomes.filter(lost)).toHaveLength(2)
})

test('two runs that begin within a second both get a folder of their own', async () => {
  const outcomes = await Promise.all([1, 2].map(() => mnist(words, { cwd })))
  for (const outcome of outcomes) expect(outcome).toMatchObject({ code: 0, stderr: '' })
  const folders = outcomes.map(({ stdout }) => /: (runs\/\S+)\n$/.exec(stdout)![1]!)
  expect(new Set(folders).size).toBe(2)
  expect((await readdir(join(cwd, 'runs'))).map(name => `runs/${name}`).sort()).toEqual(folders.sort())
})
