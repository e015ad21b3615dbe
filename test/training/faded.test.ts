import { describe, expect, test } from 'vitest'
import { dense } from '../../src/layers/dense.js'
import { randomStream } from '../../src/random.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { BatchSource } from '../../src/training/batchSource.js'
import { clearFaded } from '../../src/training/faded.js'
import { fit } from '../../src/training/fit.js'
import { meanSquaredError } from '../../src/training/losses/regression.js'
import { adam, lion, type Optimizer, rmsprop, sgd } from '../../src/training/optimizers.js'
import { scheduleFrom } from '../../src/training/schedules.js'
import { prepareOptimizer, triedKinds } from '../checks/optimizer.js'
import { chain } from './chain.js'

test('numbers nearer to 0 than 1e-30 are cleared, and no others', () => {
  const vector = Float32Array.of(1, -2, 1e-29, -1e-29, 1e-31, -1e-31, 1e-40, 0, Infinity, -Infinity, NaN)
  const kept = [1, -2, Math.fround(1e-29), -Math.fround(1e-29), 0, 0, 0, 0, Infinity, -Infinity, NaN]
  clearFaded(vector)
  expect([...vector]).toEqual(kept)
})

describe('the slots of weights that get no gradient any more end at 0', () => {
  const optimizers: [name: string, optimizer: Optimizer][] = [
    ['adam', adam({ beta1: 0.7, beta2: 0.8 })],
    ['rmsprop', rmsprop({ rho: 0.8, momentum: 0.9 })],
    ['sgd', sgd({ momentum: 0.9 })],
    ['lion', lion({ beta2: 0.9 })],
  ]
  test.each(optimizers)('of %s, in the calling thread and in workers alike', async (_, optimizer) => {
    const ends = []
    for (const replicas of [1, 2]) {
      const first = Float32Array.from(triedKinds, (_, i) => Math.cos(i))
      const { parameters, gradients, slots, update, dispose } = await prepareOptimizer(optimizer, first, replicas)
      for (const { trained } of gradients) trained.fill(0.01 / replicas)
      for (let iteration = 1; iteration <= 1200; iteration++) {
        await update(iteration, 0.01)
        for (const { trained } of gradients) trained.fill(0, 10)
      }
      await dispose()
      for (const slot of Object.values(slots)) {
        expect(slot.subarray(0, 10)).not.toContain(0)
        expect(slot.subarray(10)).toEqual(new Float32Array(slot.length - 10))
      }
      ends.push(parameters.trained)
    }
    for (const [i, value] of ends[0]!.entries()) expect(ends[1]![i]).toBeCloseTo(value, 5)
  })
})

/** Of 4 numbers, 2 are 0 after the first epoch. */
function darkening(): BatchSource {
  const random = randomStream(4, 'points')
  const x = Float32Array.from({ length: 4 * 48 }, random.normal)
  const darkX = x.map((value, i) => (i % 4 < 2 ? 0 : value))
  const target = Float32Array.from({ length: 48 }, (_, i) => x[4 * i]! - x[4 * i + 2]! + x[4 * i + 3]!)
  const batches = [0, 16, 32].map(start => Uint32Array.from({ length: 16 }, (_, i) => start + i))
  return {
    stepsPerEpoch: 3,
    batch: (epoch, step) => ({
      count: 48,
      inputs: { x: epoch === 0 ? x : darkX },
      targets: { target },
      indices: batches[step]!,
    }),
  }
}

test('a training whose inputs go dark is the same with 1, 2 and 3 threads, up to rounding', async () => {
  const input = { name: 'x', shape: [4], dtype: 'float32' } as const
  const network = chain({ input, first: x => x, shape: [4], output: 'y' }, [dense({ units: 1, useBias: false })])
  const trainWith = async (threads: number) => {
    const { state } = await fit(network, darkening(), {
      runtime: nodeRuntime,
      loss: meanSquaredError(),
      optimizer: adam({ learningRate: 0.01, beta1: 0.8, beta2: 0.9 }),
      schedule: scheduleFrom({ kind: 'constant' }),
      epochs: 300,
      batchSize: 16,
      seed: 0,
      threads,
    })
    const { sum, squareSum } = state.slots
    return { weights: state.parameters.trained, sum: sum!, squareSum: squareSum! }
  }
  const one = await trainWith(1)
  for (const threads of [2, 3]) {
    const several = await trainWith(threads)
    for (const name of ['weights', 'sum', 'squareSum'] as const)
      for (const [i, value] of one[name].entries())
        expect(Math.abs(several[name][i]! - value)).toBeLessThanOrEqual(1e-4 * Math.abs(value))
  }
  expect([...one.sum].map(value => value === 0)).toEqual([true, true, false, false])
})
