import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runStudy } from '../../src/study/driver.js'
import { endedTrials, expectWhole, type FinishedShard, joinedTrials } from '../../src/study/joinShards.js'
import {
  expectShardable,
  isInShard,
  type Shard,
  shardedStudy,
  shardTrialCount,
  trialsOfShard,
} from '../../src/study/shard.js'
import { parseStudy } from '../../src/study/studyFile.js'
import type { TrialRun } from '../../src/study/trial.js'
import { trialsOf } from '../../src/study/trials.js'
import { computingExecutor, memoryStore } from './memoryStore.js'

const definition = {
  name: 'shards',
  preset: 'fast',
  space: {
    'training.optimizer.learningRate': { kind: 'float', low: 0.001, high: 0.1, log: true },
    'layers.2.kernelSize': { kind: 'integer', low: 3, high: 20 }, // the larger ones are not valid
  },
  seeds: 3,
  trials: 12,
  sampler: 'sobol',
  confirm: { top: 2, seeds: 4 },
}

const accuracyOf = ({ configuration, seed }: TrialRun, epoch: number) =>
  0.9 - Math.log(configuration.training.optimizer.learningRate! / 0.02) ** 2 / 20 - 0.01 / epoch + seed / 1000

const { signal } = new AbortController()

async function runShard(shard: Shard, changes: object = {}): Promise<FinishedShard & { readonly trained: string[] }> {
  const store = memoryStore({ ...definition, ...changes })
  const executor = computingExecutor(accuracyOf, 1 + (shard.index % 3), shard.index)
  const only = { only: isInShard.bind(undefined, shard, store.study) }
  const sharded = { ...store, study: shardedStudy(store.study) }
  expect(await runStudy({ store: sharded, executor, signal, interval: 1, ...only })).toBe('finished')
  return { name: `${shard.index}`, shard, trials: trialsOf(await store.sync()), trained: executor.trained }
}

const runShards = (count: number, changes?: object) =>
  Promise.all(Array.from({ length: count }, (_, at) => runShard({ index: at + 1, count }, changes)))

/** The study of its shards, and what one process makes of it from there on. */
async function join(shards: readonly FinishedShard[], changes: object = {}) {
  const store = memoryStore({ ...definition, ...changes })
  expectWhole(store.study, shards)
  await store.update(journal => joinedTrials(store.study, journal, shards))
  await store.update(journal => endedTrials(store.study, journal, new Date()))
  const merged = await shown(store)
  const executor = computingExecutor(accuracyOf, 2)
  await runStudy({ store, executor, signal, interval: 1 })
  return { merged, trained: executor.trained, all: await shown(store) }
}

async function shown(store: ReturnType<typeof memoryStore>) {
  const { trials } = await store.sync()
  return trials.map(({ started: _, ended: __, ...trial }) => trial)
}

test.each([1, 3, 50])('a study in %i shards has the trials and results of one process', async count => {
  const whole = memoryStore(definition)
  await runStudy({ store: whole, executor: computingExecutor(accuracyOf, 2), signal, interval: 1 })
  const expected = await shown(whole)
  const shards = await runShards(count)
  const trained = shards.flatMap(({ trained }) => trained)
  expect(new Set(trained).size).toBe(trained.length)
  const { merged, all, trained: again } = await join(shards.toReversed())
  const searched = expected.filter(({ attributes }) => attributes.kind !== 'confirmation')
  expect(merged).toEqual(searched)
  expect(searched.filter(({ state }) => state === 'failed').length).toBeGreaterThan(1)
  expect(searched.filter(({ state }) => state === 'complete').length).toBeGreaterThan(1)
  expect(all).toEqual(expected) // the winners are measured again by whoever goes on
  expect(again.every(run => Number(run.split('/')[0]) >= searched.length)).toBe(true)
})

test('the seeds of a single trial are shared, too', async () => {
  const seeds = { space: {}, trials: 0, seeds: 10, confirm: {} }
  const shards = await runShards(4, seeds)
  expect(shards.map(({ trained }) => trained.length)).toEqual([3, 3, 2, 2])
  const { merged, trained } = await join(shards, seeds)
  expect(merged.map(({ state }) => state)).toEqual(['complete'])
  expect(trained).toEqual([])
})

test('every training is of one shard, and shards differ by one training at most', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 5 }), fc.nat(30), (count, seeds, trials) => {
      const study = parseStudy({ ...definition, seeds, trials })
      const shards = Array.from({ length: count }, (_, at) => ({ index: at + 1, count }))
      const owned = shards.map(
        shard =>
          Array.from({ length: 1 + trials }, (_, index) =>
            study.seeds.filter(seed => isInShard(shard, study, { index }, seed)),
          ).flat().length,
      )
      expect(owned.reduce((sum, n) => sum + n)).toBe((1 + trials) * seeds)
      expect(Math.max(...owned) - Math.min(...owned)).toBeLessThanOrEqual(1)
    }),
  )
})

test('a shard tells of its own trials, by its own seeds', async () => {
  const { study } = memoryStore(definition)
  const shard = { index: 2, count: 2 }
  const { trials } = await runShard(shard)
  const own = trialsOfShard(shard, study, trials)
  expect(own.length).toBe(shardTrialCount(shard, study))
  expect(own.every(({ state }) => state !== 'running')).toBe(true)
  const { seeds, values } = own[0]!
  expect(seeds).toEqual([1])
  expect(values[0]).toBeCloseTo(
    accuracyOf({ configuration: study.base, seed: 1 } as TrialRun, study.base.training.epochs),
  )
})

test.each([
  [{ sampler: 'tpe' }, /expected the sampler grid, random or sobol for --shard, received tpe, which learns .*--queue/],
  [{ pruner: 'asha' }, /expected no pruner for --shard, received asha, which compares/],
  [{ hours: 2 }, /expected trials alone as the budget for --shard, received hours/],
])('a study whose trials depend on others is refused: %j', (changes, message) => {
  expect(() => expectShardable(parseStudy({ ...definition, ...changes }))).toThrow(message)
})

test('shards that overlap, are missing, of another division or unfinished are named', async () => {
  const { study } = memoryStore(definition)
  const of = (index: number): Promise<FinishedShard> => runShard({ index, count: 3 })
  const [one, two, three] = await Promise.all([of(1), of(2), of(3)])
  const other = await runShard({ index: 2, count: 4 })
  expect(() => expectWhole(study, [one, two])).toThrow('expected the folders of all 3 shards, received 2; missing: 3')
  expect(() => expectWhole(study, [one, two, three, { ...two, name: 'copy' }])).toThrow(
    'copy: expected each shard once, received shard 2 of 3, which 2 is, too',
  )
  expect(() => expectWhole(study, [one, other])).toThrow(
    '2: expected one of 3 shards, as the first folder is, received shard 2 of 4',
  )
  const unfinished = { ...three, trials: three.trials.slice(0, -2) }
  expect(() => expectWhole(study, [one, two, unfinished])).toThrow(
    '3: expected all trials of shard 3 of 3 to have ended, received 2 that have not; `mnist study run 3` goes on with it',
  )
  const journal = await memoryStore(definition).sync()
  const moved = two.trials.map(trial => ({ ...trial, params: { ...trial.params, 'layers.2.kernelSize': 4 } }))
  expect(() => joinedTrials(study, journal, [one, { ...two, trials: moved }, three])).toThrow(
    /^2: expected trial 0 to be the one of 1, received one with other parameters$/,
  )
})
