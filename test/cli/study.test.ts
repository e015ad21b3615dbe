import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mnist, readRecord, startMnist } from './mnist.js'
import { classes, drawFlags, flagPng, writeFlags } from './toyTask.js'

// `mnist study` as a user runs it, with real trainings: of flags, since they take no second.

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-study-'))
  await writeFlags(join(folder, 'flags'))
  const study = {
    name: 'flags',
    data: 'flags',
    configuration: {
      layers: [{ kind: 'flatten' }, { kind: 'dense', units: 3, activation: 'softmax' }],
      training: { epochs: 2, batchSize: 32, validation: 90 },
    },
    space: { 'training.optimizer.learningRate': { kind: 'float', low: 1e-4, high: 0.1, log: true } },
    trials: 6,
    seeds: 2,
    sampler: { kind: 'tpe', startup: 3 },
    pruner: { kind: 'median', startup: 3 },
    parallel: 2,
    confirm: { top: 1, seeds: 3 },
  }
  await writeFile(join(folder, 'study.json'), JSON.stringify(study))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

interface Trial {
  readonly started?: string
  readonly ended?: string
  readonly state: string
  readonly runs: Record<string, { seconds?: number }>
}

/** The trials without what differs from one time to the next: dates and seconds. */
async function trialsOf(study: string): Promise<unknown[]> {
  const { stdout } = await mnist(['study', 'status', study, '--json'], { cwd: folder })
  return (JSON.parse(stdout) as { trials: Trial[] }).trials.map(({ started: _, ended: __, runs, ...trial }) => ({
    ...trial,
    runs: Object.fromEntries(Object.entries(runs).map(([seed, { seconds: _, ...run }]) => [seed, run])),
  }))
}

test('one job, two jobs, and a study that was interrupted give the same trials and results', async () => {
  const [one, two] = await Promise.all(
    ['1', '2'].map(jobs =>
      mnist(['study', 'run', 'study.json', '--out', `jobs-${jobs}`, '--jobs', jobs], { cwd: folder }),
    ),
  )
  expect(one!.code, one!.stderr).toBe(0)
  expect(two!.code, two!.stderr).toBe(0)
  expect(one!.stdout).toContain('Measured again on 3 fresh seeds')
  const started = startMnist(['study', 'run', 'study.json', '--out', 'stopped', '--jobs', '2'], { cwd: folder })
  await started.until(stdout => stdout.includes('the base'))
  started.child.kill('SIGINT')
  const { code, stderr } = await started.outcome
  expect(code).toBe(130)
  expect(stderr).toContain('mnist study run stopped --jobs 2 goes on')
  expect((await mnist(['study', 'run', 'stopped'], { cwd: folder })).code).toBe(0)
  const trials = await trialsOf('jobs-1')
  expect(trials.length).toBe(7 + 2)
  expect(await trialsOf('jobs-2')).toEqual(trials)
  expect(await trialsOf('stopped')).toEqual(trials)
}, 600_000)

test('the page of a study links to the reports of its trainings, which are of held-out images', async () => {
  expect((await mnist(['study', 'show', 'jobs-1', '--data', 'flags'], { cwd: folder })).code).toBe(0)
  const page = await readFile(join(folder, 'jobs-1/study.html'), 'utf8')
  expect(page).toContain('href="trials/0000/seed-0/report.html"')
  const report = await readFile(join(folder, 'jobs-1/trials/0000/seed-0/report.html'), 'utf8')
  expect(report).toContain('of 90 held-out images read right')
}, 600_000)

test('only `mnist study test` reads the test images, once, and the study keeps it', async () => {
  const journal = () => readFile(join(folder, 'jobs-1/journal.log'), 'utf8')
  expect(await journal()).not.toContain('test of trial')
  const first = await mnist(['study', 'test', 'jobs-1', '--trials', '0'], { cwd: folder })
  expect(first.stdout).toMatch(/^Trial 0: test accuracy \d+\.\d+ % ± \d+\.\d+ over 2 seeds/)
  const kept = await journal()
  expect(kept).toContain('"test of trial 0":{"tested":')
  const second = await mnist(['study', 'test', 'jobs-1', '--trials', '0'], { cwd: folder })
  expect(second.stdout).toContain('the test images are read once')
  expect(await journal()).toBe(kept)
}, 600_000)

test('best and export hand over a configuration that mnist train takes', async () => {
  expect((await mnist(['study', 'best', 'jobs-1', '--out', 'best.json'], { cwd: folder })).code).toBe(0)
  const train = ['train', '--model', 'best.json', '--data', 'flags', '--epochs', '1', '--quiet', '--out', 'trained']
  expect((await mnist(train, { cwd: folder })).code).toBe(0)
  const { stdout } = await mnist(['study', 'export', 'jobs-1'], { cwd: folder })
  expect(stdout.split('\n')[0]).toMatch(
    /^trial,kind,confirms,state,training\.optimizer\.learningRate,validationAccuracy,seed 0/,
  )
  expect(stdout.trim().split('\n').length).toBe(1 + 9)
}, 600_000)

test('a study that is not valid, or another one in the folder, is refused with what was expected', async () => {
  const write = (name: string, study: object) => writeFile(join(folder, name), JSON.stringify(study))
  await write('typo.json', { name: 'typo', preset: 'fast', sead: 1 })
  await write('other.json', { name: 'flags', preset: 'fast', seeds: 2 })
  const typo = await mnist(['study', 'run', 'typo.json'], { cwd: folder })
  expect([typo.code, typo.stderr]).toEqual([
    2,
    expect.stringContaining('study: unknown option "sead"; allowed are name,'),
  ])
  const other = await mnist(['study', 'run', 'other.json', '--out', 'jobs-1', '--data', 'flags'], { cwd: folder })
  expect([other.code, other.stderr]).toEqual([
    2,
    expect.stringContaining('jobs-1: expected the study that is there, received one with another base'),
  ])
  const none = await mnist(['study', 'status', 'flags'], { cwd: folder })
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('expected the folder of a study')])
  expect(await readdir(folder)).not.toContain('studies')
}, 600_000)

test('a study of images in folders keeps which they are: it is gone on with, shown and tested from anywhere', async () => {
  const { images, labels } = drawFlags(90, 7)
  for (const [index, label] of labels.entries()) {
    await mkdir(join(folder, 'pictures', classes[label]!), { recursive: true })
    await writeFile(join(folder, 'pictures', classes[label]!, `${index}.png`), flagPng(images, index, 3))
  }
  await writeFile(join(folder, 'own.json'), JSON.stringify({ name: 'own', preset: 'mlp', seeds: 2 }))
  const env = { MNIST_CACHE: join(folder, 'cache') }
  const began = await mnist(['study', 'run', 'own.json', '--dataset', 'pictures'], { cwd: folder, env })
  expect([began.code, began.stderr]).toEqual([0, ''])
  expect(began.stdout).toMatch(/^Held-out accuracy .* over 2 seeds/m)
  // The recipe holds 6,000 images out, and there are 72.
  const record = await readRecord(join(folder, 'studies/own/trials/0000/seed-0'))
  expect(record.options.validation).toBe(7)
  expect(record.command).toContain(`--dataset ${join(folder, 'pictures')} `)
  for (const words of [['run'], ['show'], ['test', '--trials', '0']]) {
    const [command, ...options] = words
    const { code, stderr } = await mnist(['study', command!, join(folder, 'studies/own'), ...options], { env })
    expect([words, code, stderr]).toEqual([words, 0, ''])
  }
}, 600_000)

test('fewer images than a study holds out are refused before anything is trained', async () => {
  await writeFile(join(folder, 'few.json'), JSON.stringify({ name: 'few', preset: 'mlp', validation: 300 }))
  expect(await mnist(['study', 'run', 'few.json', '--data', 'flags'], { cwd: folder })).toMatchObject({
    code: 2,
    stderr: 'mnist study: study: expected validation to be below the number of training images, 300, received 300\n',
  })
}, 600_000)

test('a study of which every training fails says so by its exit code', async () => {
  const study = JSON.parse(await readFile(join(folder, 'study.json'), 'utf8')) as Record<string, unknown>
  const space = { 'training.optimizer.learningRate': { kind: 'categorical', choices: [1e37] } }
  const base = structuredClone(study.configuration) as { training: object }
  base.training = { ...base.training, epochs: 1, optimizer: { kind: 'sgd', learningRate: 1e38 } }
  const diverging = { name: 'diverging', data: 'flags', configuration: base, space, trials: 1, sampler: 'grid' }
  await writeFile(join(folder, 'diverging.json'), JSON.stringify(diverging))
  const { code, stdout } = await mnist(['study', 'run', 'diverging.json', '--quiet'], { cwd: folder })
  expect(code, stdout).toBe(1)
})
