import { expect, test } from 'vitest'
import { randomStream } from '../../src/random.js'
import { runStudy } from '../../src/study/driver.js'
import type { TrialRun } from '../../src/study/trial.js'
import { trialsOf } from '../../src/study/trials.js'
import { judge } from '../../src/study/verdict.js'
import { computingExecutor, memoryStore } from './memoryStore.js'

const definition = {
  name: 'curve',
  preset: 'fast',
  space: {
    'training.optimizer.learningRate': { kind: 'float', low: 0.001, high: 0.1, log: true },
    'training.batchSize': { kind: 'categorical', choices: [64, 128, 256] },
    'training.labelSmoothing': { kind: 'float', low: 0, high: 0.3 },
  },
  seeds: 2,
  trials: 30,
  sampler: 'tpe',
  pruner: 'median',
  parallel: 4,
  confirm: { top: 3, seeds: 6 },
}

/** Best at a learning rate of 0.02 with batches of 64; seeds differ. */
function accuracyOf({ configuration, seed }: TrialRun, epoch: number): number {
  const { optimizer, batchSize, labelSmoothing } = configuration.training
  const distance =
    Math.log(optimizer.learningRate! / 0.02) ** 2 / 20 + (batchSize - 64) / 4000 + (labelSmoothing - 0.1) ** 2
  return 0.95 - distance - 0.05 / epoch + 0.001 * randomStream(seed, 'luck').normal()
}

async function trialsWith(capacity: number, seed: number, changes: object = {}) {
  const store = memoryStore({ ...definition, ...changes })
  const executor = computingExecutor(accuracyOf, capacity, seed)
  const signal = new AbortController().signal
  expect(await runStudy({ store, executor, signal, interval: 1 })).toBe('finished')
  const journal = await store.sync()
  return {
    store,
    executor,
    trials: trialsOf(journal),
    shown: journal.trials.map(({ started, ended, ...trial }) => trial),
  }
}

test('one training at a time, or many that end in any order, give the same trials and results', async () => {
  const [one, two, many] = await Promise.all([trialsWith(1, 0), trialsWith(2, 1), trialsWith(40, 2)])
  expect(two!.shown).toEqual(one!.shown)
  expect(many!.shown).toEqual(one!.shown)
  expect(one!.trials.length).toBe(1 + 30 + 4)
  expect(one!.trials.filter(({ state }) => state === 'pruned').length).toBeGreaterThan(5)
})

test('a study that is interrupted goes on to the same trials, and trains none twice', async () => {
  const whole = await trialsWith(2, 0)
  const store = memoryStore(definition)
  const trained: string[] = []
  for (let stops = 0; ; stops++) {
    const stop = new AbortController()
    const executor = computingExecutor(accuracyOf, 2, stops)
    const limited = {
      ...executor,
      async execute(run: TrialRun, options: { readonly signal: AbortSignal }) {
        if (executor.trained.length === 7) stop.abort()
        return options.signal.aborted ? undefined : executor.execute(run, options)
      },
    }
    const ended = await runStudy({ store, executor: limited, signal: stop.signal, interval: 1 })
    trained.push(...executor.trained)
    if (ended === 'finished') break
  }
  expect(new Set(trained).size).toBe(trained.length)
  const { trials } = await store.sync()
  expect(trials.map(({ started, ended, ...trial }) => trial)).toEqual(whole.shown)
})

test('two processes on one study share its trials', async () => {
  const whole = await trialsWith(2, 0)
  const store = memoryStore(definition)
  const executors = [computingExecutor(accuracyOf, 2, 3), computingExecutor(accuracyOf, 3, 4)]
  const { signal } = new AbortController()
  await Promise.all(executors.map(executor => runStudy({ store, executor, signal, interval: 1 })))
  const trained = executors.flatMap(executor => executor.trained)
  expect(new Set(trained).size).toBe(trained.length)
  expect(executors.every(executor => executor.trained.length > 0)).toBe(true)
  const { trials } = await store.sync()
  expect(trials.map(({ started, ended, ...trial }) => trial)).toEqual(whole.shown)
})

test('winners are measured again on seeds that the search did not have, beside the base', async () => {
  const { store, trials } = await trialsWith(4, 0)
  const { confirmed, best, isBetter } = judge(store.study, trials)
  expect(confirmed.map(({ trial }) => trial.kind)).toEqual(['base', 'search', 'search', 'search'])
  expect(confirmed.flatMap(({ confirmation }) => confirmation.seeds).every(seed => seed >= 1000)).toBe(true)
  expect(isBetter).toBe(true) // the base has batches of 256
  expect(best!.params['training.batchSize']).toBe(64)
})

test('a trial whose configuration is not valid has failed, says why, and the study goes on', async () => {
  const { trials } = await trialsWith(2, 0, {
    space: { 'layers.1.kernelSize': { kind: 'integer', low: 3, high: 40 } },
    trials: 12,
    sampler: 'random',
    pruner: 'none',
    confirm: {},
  })
  const failed = trials.filter(({ state }) => state === 'failed')
  expect(failed.length).toBeGreaterThan(0)
  expect(failed[0]!.error).toMatch(/conv2d/)
  expect(trials.filter(({ state }) => state === 'complete').length).toBe(13 - failed.length)
})

test('ASHA lets a third of the trials go on from rung to rung', async () => {
  const { trials } = await trialsWith(2, 0, {
    pruner: { kind: 'asha', minStep: 1, reductionFactor: 3 },
    seeds: 1,
    trials: 60,
    sampler: 'random',
  })
  const search = trials.filter(({ kind }) => kind === 'search')
  const complete = search.filter(({ state }) => state === 'complete').length
  expect(complete).toBeGreaterThan(search.length / 6)
  expect(complete).toBeLessThan(search.length / 2)
})
