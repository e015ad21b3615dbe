import { spawnSync } from 'node:child_process'
import { type FSWatcher, watch } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mnist, type Outcome, readRecord, startMnist } from '../cli/mnist.js'
import { attempts, tryInputs } from './attack.js'

// Trainings that are killed, meet each other, or find no room on the disk: each ends, once it can go on, with the bits of one that nothing
// happened to. What happens is drawn from the seed, and when: after so many signs of progress, of the files and the output.

/** Noise, statistics and held-out images: all that a resumed training could get wrong. */
const net = {
  layers: [
    { kind: 'averagePool2d', poolSize: 4 },
    { kind: 'conv2d', filters: 3, kernelSize: 3 },
    { kind: 'batchNormalization' },
    { kind: 'flatten' },
    { kind: 'dropout', rate: 0.2 },
    { kind: 'dense', units: 10, activation: 'softmax' },
  ],
  training: { epochs: 6, batchSize: 20, validation: 20, restoreBest: true },
}
const words = ['train', '--model', 'net.json', '--limit', '200', '--threads', '1', '--out']

let cwd = ''
/** What a training that nothing happened to leaves, and how many signs of progress it gave. */
let whole: Awaited<ReturnType<typeof endOf>>
let signs = 0

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mnist-runs-'))
  await writeFile(join(cwd, 'net.json'), JSON.stringify(net))
  const { outcome } = await trainUntil([...words, 'whole'], 'whole', Number.POSITIVE_INFINITY)
  expect(outcome).toMatchObject({ code: 0, stderr: '' })
  whole = await endOf('whole')
}, 120_000)

afterAll(() => rm(cwd, { recursive: true, force: true }))

/** All of a run but its times. */
async function endOf(run: string) {
  const { history, status, test } = await readRecord(join(cwd, run))
  const model = (await readFile(join(cwd, run, 'model.onnx'))).toString('base64')
  const files = await readdir(join(cwd, run), { recursive: true })
  return { files: files.sort(), status, test, model, history: history.map(epoch => ({ ...epoch, seconds: 0 })) }
}

/** Runs a command that writes into a folder, and calls `act` at a sign of progress, counted from 0. */
async function trainUntil(
  line: readonly string[],
  run: string,
  sign: number,
  act: (child: ReturnType<typeof startMnist>['child']) => void = child => child.kill('SIGKILL'),
): Promise<{ outcome: Outcome; acted: boolean }> {
  const folder = join(cwd, run)
  await mkdir(folder, { recursive: true })
  let count = 0
  const progressed = () => {
    if (count++ === sign) act(started.child)
  }
  const watchers: FSWatcher[] = [
    watch(folder, (_, name) => {
      progressed()
      if (name === 'figures' && watchers.length === 1)
        try {
          watchers.push(watch(join(folder, 'figures'), progressed))
        } catch {} // it is gone again
    }),
  ]
  const started = startMnist(line, { cwd, onOutput: progressed })
  const outcome = await started.outcome
  for (const watcher of watchers) watcher.close()
  if (sign === Number.POSITIVE_INFINITY) signs = count
  return { outcome, acted: count > sign }
}

/** Goes on with a run, or begins it where nothing had been written yet. */
const lineFor = async (run: string) =>
  (await readdir(join(cwd, run))).includes('run.json') ? ['train', '--resume', run] : [...words, run]

async function expectWhole(run: string): Promise<void> {
  expect(await endOf(run)).toEqual(whole)
  await rm(join(cwd, run), { recursive: true })
}

test('a training that is killed at any moment, and again while it is resumed, ends with the same bits', async () => {
  const outcomes = await tryInputs('kills', attempts({ few: 1, all: 100 }), async (random, index) => {
    const run = `killed${index}`
    const kills = 1 + random.integer(2)
    let killed = 0
    for (let kill = 0; kill < kills; kill++) {
      await mkdir(join(cwd, run), { recursive: true })
      const { outcome, acted } = await trainUntil(await lineFor(run), run, random.integer(0.9 * signs))
      if (acted && outcome.code === null) killed++
      else expect(outcome).toMatchObject({ code: 0 })
    }
    expect(await mnist([...(await lineFor(run)), '--quiet'], { cwd })).toMatchObject({ code: 0, stderr: '' })
    await expectWhole(run)
    return `killed ${killed} times`
  })
  expect(Object.keys(outcomes).some(outcome => outcome !== 'killed 0 times')).toBe(true)
})

// Within `npm test`, locking.test.ts has them.
const encounters = attempts({ few: 0, all: 25 })

test.skipIf(encounters === 0)(
  'of processes that want one run, one has it, and it ends with the same bits',
  async () => {
    await tryInputs('processes on one folder', encounters, async (random, index) => {
      const run = `shared${index}`
      await mkdir(join(cwd, run))
      // A run that is there already, or a new one.
      if (random.integer(2) === 0) await trainUntil([...words, run], run, random.integer(signs))
      const line = await lineFor(run)
      const others: Promise<Outcome>[] = []
      const count = 1 + random.integer(2)
      const start = () => others.push(...Array.from({ length: count }, () => mnist(line, { cwd })))
      const sign = random.integer(signs)
      const { outcome, acted } = await trainUntil(line, run, sign, start)
      if (!acted) start()
      const outcomes = [outcome, ...(await Promise.all(others))]
      const trained = outcomes.filter(({ code, stdout }) => code === 0 && !stdout.includes('is finished already'))
      expect(trained.length).toBeLessThanOrEqual(1)
      for (const { code, stdout, stderr } of outcomes) {
        if (code === 0) expect(stdout).toMatch(/^Report, model|is finished already/m)
        else expect(stderr).toMatch(/is in use by process \d+ since|which holds files/)
        expect([0, 2]).toContain(code)
      }
      await expectWhole(run)
      return `${count + 1} processes`
    })
  },
)

describe.skipIf(process.platform === 'win32')('a training that finds no room for a file', () => {
  const failure = (run: string) =>
    new RegExp(
      `^mnist train: .*${run}(/[^:]+)?: could not be (written|locked) \\((.*no space is left|the file would be larger)`,
    )

  test('says which, ends with 1, and can go on once there is room, with the same bits', async () => {
    const outcomes = await tryInputs('limited files', attempts({ few: 1, all: 30 }), async (random, index) => {
      const run = `limited${index}`
      // Blocks of 1,024 bytes: from less than run.json takes to more than the report does, small ones as often as large ones.
      const blocks = Math.floor(2 ** (random.integer(1150) / 100))
      const { code, stderr } = await mnist([...words, run], { cwd, fileBlocks: blocks })
      if (code !== 0) {
        expect(stderr).toMatch(failure(run))
        expect(code).toBe(1)
      }
      const line = await mkdir(join(cwd, run), { recursive: true }).then(() => lineFor(run))
      expect(await mnist([...line, '--quiet'], { cwd })).toMatchObject({ code: 0, stderr: '' })
      await expectWhole(run)
      return code === 0 ? 'had room' : 'had none'
    })
    expect(Object.keys(outcomes)).toContain('had none')
  })

  const canMount = () => {
    const probe = join(cwd, 'probe')
    spawnSync('mkdir', [probe])
    return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe]).status === 0
      ? spawnSync('umount', [probe]).status === 0
      : false
  }

  const disks = attempts({ few: 0, all: 15 })

  test.skipIf(disks === 0)('on a disk that is full, too', async context => {
    if (!canMount()) context.skip('this process may not mount a disk')
    await tryInputs('full disks', disks, async (random, index) => {
      const run = `disk${index}`
      await mkdir(join(cwd, run))
      const mount = (options: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', join(cwd, run)])
      mount(`size=${4 * (1 + random.integer(400))}k`)
      try {
        const { code, stderr } = await mnist([...words, run], { cwd })
        if (code !== 0) {
          expect(stderr).toMatch(failure(run))
          expect(code).toBe(1)
        }
        mount('remount,size=20m')
        expect(await mnist([...(await lineFor(run)), '--quiet'], { cwd })).toMatchObject({ code: 0, stderr: '' })
        expect(await endOf(run)).toEqual(whole)
        return code === 0 ? 'had room' : 'had none'
      } finally {
        spawnSync('umount', [join(cwd, run)])
      }
    })
  })
})
