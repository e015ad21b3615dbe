import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/model/checkpoint.js'
import { isTemporary } from '../../src/node/files.js'
import { isLock, lockName } from '../../src/node/lockFiles.js'
import { processSpace } from '../../src/node/processes.js'
import type { RunRecord } from '../../src/runs/record.js'
import { writeFewDigits } from './fewDigits.js'
import { mnist, readRecord, startMnist } from './mnist.js'

// A busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 })

let cwd = ''

/** A run whose epochs last long enough to end it within one. */
const words = 'train --data few --preset fast --epochs 2 --batch-size 10 --threads 2 --out'.split(' ')
/** One for what happens to a run that is trained already. */
const small = 'train --data few --preset mlp --limit 500 --epochs 1 --threads 2 --out small'.split(' ')
/** All read the same data. */
const resume = (run: string, ...more: string[]) => mnist(['train', '--resume', run, '--data', 'few', ...more], { cwd })

const modelOf = (run: string) => readFile(join(cwd, run, 'model.onnx'))

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mnist-resume-'))
  await writeFewDigits(join(cwd, 'few'))
  expect(await mnist([...words, 'whole'], { cwd })).toMatchObject({ code: 0 })
  expect(await mnist(small, { cwd })).toMatchObject({ code: 0 })
}, 600_000)

afterAll(() => rm(cwd, { recursive: true, force: true }))

/** Copies the finished run as it would be had it been killed just before it was finished. */
async function unfinished(run: string, lost: readonly string[], from = 'small'): Promise<void> {
  await cp(join(cwd, from), join(cwd, run), { recursive: true })
  const record = await readRecord(join(cwd, run))
  await writeFile(join(cwd, run, 'run.json'), JSON.stringify({ ...record, status: 'running' }))
  for (const name of lost) await rm(join(cwd, run, name), { recursive: true })
}

async function expectSameEnd(run: string, as = 'small'): Promise<void> {
  expect(await resume(run, '--quiet')).toMatchObject({ code: 0, stderr: '' })
  expect((await modelOf(run)).equals(await modelOf(as))).toBe(true)
  const [resumed, whole] = await Promise.all([run, as].map(name => readRecord(join(cwd, name))))
  const unhurried = ({ history }: typeof whole & object) => history.map(record => ({ ...record, seconds: 0 }))
  expect(unhurried(resumed!)).toEqual(unhurried(whole!))
  expect(resumed!.curve!.training.epoch.length).toBeGreaterThan(0)
  expect(resumed!.curve).toEqual(whole!.curve)
  expect(resumed!.test).toEqual(whole!.test)
  expect(resumed!.status).toBe('finished')
  expect(await readdir(join(cwd, run))).toEqual(await readdir(join(cwd, as)))
}

/** Starts a training and waits until its first epoch is saved. */
async function startSecondEpoch(run: string) {
  const training = startMnist([...words, run], { cwd })
  onTestFinished(() => void training.child.kill('SIGKILL'))
  const saved = () =>
    readRecord(join(cwd, run))
      .then(({ history }) => history.length === 1)
      .catch(() => false)
  await vi.waitUntil(saved, { interval: 10, timeout: 200_000 })
  return training
}

test('a run that was killed in its second epoch ends with the same weights, to the last bit', async () => {
  const training = await startSecondEpoch('killed')
  training.child.kill('SIGKILL')
  await training.outcome
  expect(await readRecord(join(cwd, 'killed'))).toMatchObject({ status: 'running', test: null })
  await expectSameEnd('killed', 'whole')
})

test('a run that was killed before its first epoch ended begins again', async () => {
  await mnist([...words, 'early'], {
    cwd,
    onOutput: (stdout, child) => {
      if (stdout.includes('parameters')) child.kill('SIGKILL')
    },
  })
  // Killed while it wrote, it leaves what it wrote to, which resuming deletes.
  const left = (await readdir(join(cwd, 'early'))).filter(name => !isLock(name) && !isTemporary(name))
  expect(left).toEqual(['run.json'])
  await expectSameEnd('early', 'whole')
})

// The signal comes before the first step of the epoch, or after the last, where the machine is at odds with it.
test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s stops after the step in progress, and the run goes on from there',
  { retry: 3 },
  async (signal, exitCode) => {
    const run = randomUUID()
    const training = await startSecondEpoch(run)
    // Twice: npm hands on the Ctrl-C that the terminal has sent to all already.
    for (let time = 0; time < 2; time++) training.child.kill(signal)
    const { code, stderr } = await training.outcome
    expect(code).toBe(exitCode)
    expect(stderr).toMatch(
      new RegExp(`Stopped in epoch 2, after step \\d+. Resume with:\n  mnist train --resume ${run} --data few\n$`),
    )
    expect((await readRecord(join(cwd, run))).status).toBe('interrupted')
    expect((await mnist(['report', run, '--data', 'few'], { cwd })).stderr).toBe(
      `mnist report: ${run}/run.json: expected status to be finished, received "interrupted"; \`mnist train --resume ${run} --data few\` resumes the run\n`,
    )
    const { epoch, step } = decodeCheckpoint(await readFile(join(cwd, run, 'checkpoint.safetensors')))
    expect({ epoch, inside: step > 0 && step < 108 }).toEqual({ epoch: 1, inside: true })
    await expectSameEnd(run, 'whole')
  },
)

test('a run that was killed before its model was written, or while its figures were drawn, is completed', async () => {
  await unfinished('unmeasured', ['model.onnx', 'figures'])
  await expectSameEnd('unmeasured')
  await unfinished('undrawn', ['figures/samples.png'])
  await expectSameEnd('undrawn')
})

test.each(['model.onnx', 'report.html', 'figures'])('a finished run that lost %s makes it again', async lost => {
  await cp(join(cwd, 'small'), join(cwd, `without ${lost}`), { recursive: true })
  await rm(join(cwd, `without ${lost}`, lost), { recursive: true })
  await expectSameEnd(`without ${lost}`)
})

test('a finished run that lost its model and its checkpoint is not trained again without a word', async () => {
  await cp(join(cwd, 'small'), join(cwd, 'bare'), { recursive: true })
  for (const name of ['model.onnx', 'checkpoint.safetensors']) await rm(join(cwd, 'bare', name))
  const { code, stderr } = await resume('bare')
  const { command } = await readRecord(join(cwd, 'small'))
  expect(stderr).toBe(
    `mnist train: bare: expected checkpoint.safetensors, found none; \`${command}\` trains the same model again\n`,
  )
  expect(code).toBe(1)
})

test('what killed writes left is removed, and a .part of the user stays', async () => {
  await unfinished('leftovers', [])
  const child = spawnSync(process.execPath, ['--eval', ''])
  const [ours, theirs] = [`.mnist-${child.pid}-${randomUUID()}.part`, 'checkpoint.safetensors.1.part']
  for (const place of ['', 'figures'])
    for (const name of [ours, theirs]) await writeFile(join(cwd, 'leftovers', place, name), 'half')
  expect((await resume('leftovers')).code).toBe(0)
  for (const place of ['', 'figures']) {
    const before = await readdir(join(cwd, 'small', place))
    expect((await readdir(join(cwd, 'leftovers', place))).sort()).toEqual([...before, theirs].sort())
  }
})

test('a run that stopped early is not trained further', async () => {
  const net = {
    layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }],
    training: {
      epochs: 30,
      optimizer: { kind: 'sgd', learningRate: 10 },
      earlyStopping: { patience: 1 },
      restoreBest: true,
    },
  }
  await writeFile(join(cwd, 'net.json'), JSON.stringify(net))
  const train = 'train --data few --model net.json --limit 500 --threads 1 --out patient'.split(' ')
  expect((await mnist(train, { cwd })).code).toBe(0)
  const { history } = await readRecord(join(cwd, 'patient'))
  expect(history.length).toBeLessThan(30)
  await unfinished('patient2', ['model.onnx'], 'patient')
  expect((await resume('patient2')).code).toBe(0)
  expect((await readRecord(join(cwd, 'patient2'))).history).toEqual(history)
  expect((await modelOf('patient2')).equals(await modelOf('patient'))).toBe(true)
})

test('a finished run is left as it is', async () => {
  const { code, stdout } = await resume('small')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^small is finished already\. Test accuracy [\d.]+ %/)
})

test('a finished run loses what its killed process has left, and nothing else', async () => {
  await cp(join(cwd, 'small'), join(cwd, 'littered'), { recursive: true })
  const { pid } = spawnSync(process.execPath, ['--eval', ''])
  const owner = { pid, host: 'here', since: new Date().toISOString(), id: 'x', space: processSpace(), start: '1' }
  await writeFile(join(cwd, 'littered', lockName(3)), JSON.stringify(owner))
  await writeFile(join(cwd, 'littered', `.mnist-${pid}-${randomUUID()}.part`), 'half')
  expect((await resume('littered')).code).toBe(0)
  expect(await readdir(join(cwd, 'littered'))).toEqual(await readdir(join(cwd, 'small')))
})

test('a damaged checkpoint is refused', async () => {
  await unfinished('damaged', ['model.onnx'])
  const path = join(cwd, 'damaged', 'checkpoint.safetensors')
  await writeFile(path, (await readFile(path)).subarray(0, 100_000))
  const { code, stderr } = await resume('damaged')
  expect(code).toBe(1)
  expect(stderr).toMatch(/^mnist train: damaged\/checkpoint\.safetensors: expected a whole checkpoint, [^\n]*\n$/)
})

test.each<[what: string, changes: (record: RunRecord) => object]>([
  ['seed', () => ({ seed: 1 })],
  ['options', ({ options }) => ({ options: { ...options, labelSmoothing: 0.2 } })],
  ['net', ({ model }) => ({ model: { ...model, preprocessing: 'normalize' } })],
])('a checkpoint of a run with another %s is refused', async (what, changes) => {
  await unfinished(what, ['model.onnx'])
  const record = await readRecord(join(cwd, what))
  await writeFile(join(cwd, what, 'run.json'), JSON.stringify({ ...record, ...changes(record) }))
  const { code, stderr } = await resume(what)
  expect(stderr).toBe(
    `mnist train: ${what}/checkpoint.safetensors: expected the checkpoint of this run, received that of another, with different ${what}\n`,
  )
  expect(code).toBe(1)
})

test('a checkpoint that does not know its run is taken for its own', async () => {
  await unfinished('older', ['model.onnx'])
  const path = join(cwd, 'older', 'checkpoint.safetensors')
  await writeFile(path, encodeCheckpoint(decodeCheckpoint(await readFile(path))))
  await expectSameEnd('older')
})
