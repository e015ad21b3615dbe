import { describe, expect, test } from 'vitest'
import type { Network } from '../../src/layers/network.js'
import { classificationObjective } from '../../src/recipe/objective.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { initialParameters, type Parameters, parameterValues } from '../../src/training/parameters.js'
import { createReplicas } from '../../src/training/replicas.js'
import { barExamples, fullNet } from './small.js'

const digits = barExamples(40)
const first = (count: number, start = 0) => Uint32Array.from({ length: count }, (_, i) => start + i)

async function start(network: Network, count: number, batchSize: number) {
  const parameters = initialParameters(network, 3, bytes => nodeRuntime.allocate(bytes))
  const objective = classificationObjective({ labelSmoothing: 0.1 })
  return createReplicas({ runtime: nodeRuntime, network, parameters, ...objective, batchSize, count, seed: 5 })
}

const total = (gradients: readonly Parameters[], sort: keyof Parameters) =>
  Array.from(gradients[0]![sort], (_, i) => gradients.reduce((sum, parameters) => sum + parameters[sort][i]!, 0))

async function step(network: Network, count: number, batchSize: number, indices: Uint32Array) {
  const replicas = await start(network, count, batchSize)
  replicas.load({ ...digits, indices }, [0, 0])
  const { loss, accuracy } = await replicas.run()
  const found = {
    loss: loss!.total,
    correct: accuracy!.total,
    trained: total(replicas.gradients, 'trained'),
    statistics: total(replicas.gradients, 'statistics'),
  }
  await replicas.dispose()
  return found
}

function expectClose(found: readonly number[], expected: readonly number[], tolerance = 1e-5) {
  expect(found.length).toBe(expected.length)
  for (const [i, value] of expected.entries())
    expect(Math.abs(found[i]! - value), `entry ${i}: ${found[i]} against ${value}`).toBeLessThan(
      tolerance * Math.max(1, Math.abs(value)),
    )
}

describe('replicas find together what one finds alone', () => {
  const network = fullNet({ dropoutRate: 0, normalized: false })
  for (const [images, batchSize, counts] of [
    [16, 16, [2, 3]],
    [17, 17, [2, 3]],
    [5, 32, [2, 3]],
    [2, 32, [3]],
    [1, 16, [2, 3]],
  ] as const)
    test(`on ${images} images of a batch of ${batchSize}`, async () => {
      const alone = await step(network, 1, batchSize, first(images))
      expect(alone.trained.some(value => Math.abs(value) > 1e-3)).toBe(true)
      for (const count of counts) {
        const together = await step(network, count, batchSize, first(images))
        expect(together.correct).toBe(alone.correct)
        expectClose([together.loss], [alone.loss])
        expectClose(together.trained, alone.trained)
      }
    })
})

test('the gradients of a small last batch are not mixed with those of the batch before', async () => {
  const network = fullNet({ dropoutRate: 0, normalized: false })
  const replicas = await start(network, 3, 12)
  for (const indices of [first(12), first(12, 12), first(2, 24)]) {
    replicas.load({ ...digits, indices }, [0, 0])
    const { loss, accuracy } = await replicas.run()
    const fresh = await step(network, 1, 12, indices)
    expectClose([loss!.total, accuracy!.total], [fresh.loss, fresh.correct])
    expectClose(total(replicas.gradients, 'trained'), fresh.trained)
  }
  await replicas.dispose()
})

test('a batch may be loaded while the one before is computed', async () => {
  const network = fullNet()
  const batches = [first(12), first(12, 12), first(7, 24)]
  const replicas = await start(network, 2, 12)
  replicas.load({ ...digits, indices: batches[0]! }, [0, 0])
  for (const [i, indices] of batches.entries()) {
    const computing = replicas.run()
    if (i + 1 < batches.length) replicas.load({ ...digits, indices: batches[i + 1]! }, [0, i + 1])
    const { loss } = await computing
    const fresh = await start(network, 2, 12)
    fresh.load({ ...digits, indices }, [0, i])
    expect((await fresh.run()).loss).toEqual(loss)
    expect(total(fresh.gradients, 'trained')).toEqual(total(replicas.gradients, 'trained'))
    await fresh.dispose()
  }
  await replicas.dispose()
})

test('running statistics are the mean of what the replicas found, by their share of the batch', async () => {
  const network = fullNet({ dropoutRate: 0 })
  const [left, right] = [await step(network, 1, 9, first(4)), await step(network, 1, 9, first(5, 4))]
  const together = await step(network, 2, 9, first(9))
  expect(left.statistics.length).toBe(6)
  expectClose(
    together.statistics,
    left.statistics.map((value, i) => (value * 4 + right.statistics[i]! * 5) / 9),
  )
  // One step of momentum 0.8 from mean 0 and variance 1: the mean alone tells that the images were looked at.
  expect(together.statistics.slice(0, 3).every(value => Math.abs(value) > 1e-4)).toBe(true)
})

test('noise differs from step to step and from replica to replica, and comes again for the same step', async () => {
  const network = fullNet({ dropoutRate: 0.5, normalized: false })
  const gradientAt = async (noise: number[], indices = first(8)) => {
    const replicas = await start(network, 2, 8)
    replicas.load({ ...digits, indices }, noise)
    await replicas.run()
    const found = replicas.gradients.map(({ trained }) => Array.from(trained))
    await replicas.dispose()
    return found
  }
  const once = await gradientAt([0, 0])
  expect(await gradientAt([0, 0])).toEqual(once)
  expect(await gradientAt([0, 1])).not.toEqual(once)
  expect(await gradientAt([1, 0])).not.toEqual(once)
  const [left, right] = await gradientAt([0, 0], Uint32Array.of(1, 2, 3, 4, 1, 2, 3, 4))
  expect(left).not.toEqual(right)
})

test('views by name cover the vectors without a gap or an overlap', () => {
  const network = fullNet()
  const parameters = initialParameters(network, 0)
  for (const [i, { data }] of Object.values(parameterValues(network, parameters)).entries())
    (data as Float32Array).fill(i + 1)
  for (const vector of [parameters.trained, parameters.statistics]) {
    expect(vector.every(value => value > 0)).toBe(true)
    expect([...vector]).toEqual([...vector].sort((a, b) => a - b))
  }
})
