import { expect } from 'vitest'
import { randomStream } from '../../src/random.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import {
  type Optimizer,
  type OptimizerConfig,
  optimizerBuilders,
  optimizerFrom,
} from '../../src/training/optimizers.js'
import type { Parameters } from '../../src/training/parameters.js'
import { createUpdater } from '../../src/training/updater.js'

/** One weight of an optimizer written down in double precision: called once for each step with its gradient. */
export type Reference = (w: number, g: number, learningRate: number, iteration: number) => number

/**
 * The contract of every optimizer: frozen data that builds the same optimizer again; five steps that agree with the
 * reference, through the updater's memory and for gradients that one or two replicas add up to; the minimum of a convex
 * quadratic; a clear refusal of what is unknown.
 *
 * @param reference called once for each weight, so that each has a memory of its own
 */
export async function checkOptimizer(config: OptimizerConfig, reference: () => Reference): Promise<void> {
  const optimizer = optimizerFrom(config)
  const { kind, ...options } = config
  expect(optimizer.kind).toBe(kind)
  expect(Object.isFrozen(optimizer) && Object.isFrozen(optimizer.config)).toBe(true)
  expect(optimizer.config).toMatchObject(options)
  const again = optimizerFrom(JSON.parse(JSON.stringify({ kind: optimizer.kind, ...optimizer.config })))
  expect([again.kind, again.config, again.slots]).toEqual([optimizer.kind, optimizer.config, optimizer.slots])
  for (const key of ['colour', 'toString', '__proto__'])
    expect(() => optimizerFrom(JSON.parse(`{"kind": "${kind}", "${key}": 1}`))).toThrow(
      `${kind}: unknown option "${key}"; allowed are ${Object.keys(optimizer.config).join(', ')}`,
    )
  expect(Object.keys(optimizerBuilders)).toContain(kind)

  for (const replicas of [1, 2]) await checkSteps(optimizer, reference, replicas)
  await checkConvergence(optimizer)
}

async function checkSteps(optimizer: Optimizer, reference: () => Reference, replicas: number) {
  const length = 33
  const random = randomStream(9, 'optimizer', replicas)
  const first = Float32Array.from({ length }, random.normal)
  const { parameters, gradients, update, dispose } = await prepare(optimizer, first, replicas)
  const expected = Array.from(first)
  const references = expected.map(reference)
  for (let iteration = 1; iteration <= 5; iteration++) {
    for (const { trained, statistics } of gradients) {
      for (let i = 0; i < length; i++) trained[i] = random.normal() * 10 ** ((i % 5) - 3)
      statistics.fill(random.uniform())
    }
    const learningRate = optimizer.config.learningRate * (1.1 - 0.1 * iteration)
    await update(iteration, learningRate)
    for (let i = 0; i < length; i++) {
      const g = gradients.reduce((sum, { trained }) => sum + trained[i]!, 0)
      expected[i] = references[i]!(expected[i]!, g, learningRate, iteration)
      const error = Math.abs(parameters.trained[i]! - expected[i]!)
      expect(
        error,
        `weight ${i} after step ${iteration}: ${parameters.trained[i]} against ${expected[i]}`,
      ).toBeLessThan(2e-6 * Math.max(1, Math.abs(expected[i]!)))
    }
    const statistic = gradients.reduce((sum, { statistics }) => sum + statistics[0]!, 0)
    for (const value of parameters.statistics) expect(value).toBeCloseTo(statistic, 6)
  }
  await dispose()
}

/** Σ (w - target)² · curvature falls to a thousandth within 500 steps. */
async function checkConvergence(optimizer: Optimizer) {
  const targets = [3, -2, 0.5, 1]
  const curvatures = [1, 0.5, 2, 0.25]
  const { parameters, gradients, update, dispose } = await prepare(optimizer, new Float32Array(targets.length), 1)
  const loss = () =>
    targets.reduce((sum, target, i) => sum + curvatures[i]! * (parameters.trained[i]! - target) ** 2, 0)
  const before = loss()
  for (let iteration = 1; iteration <= 500; iteration++) {
    for (const [i, target] of targets.entries())
      gradients[0]!.trained[i] = 2 * curvatures[i]! * (parameters.trained[i]! - target)
    await update(iteration, 0.05)
  }
  expect(loss()).toBeLessThan(before / 1000)
  await dispose()
}

async function prepare(optimizer: Optimizer, first: Float32Array, replicas: number) {
  const trained = first.length
  const floats = (length: number) => new Float32Array(nodeRuntime.allocate(length * 4))
  const vectors = (): Parameters => ({ trained: floats(trained), statistics: floats(3) })
  const parameters = vectors()
  parameters.trained.set(first)
  const gradients = Array.from({ length: replicas }, vectors)
  const slots = Object.fromEntries(optimizer.slots.map(slot => [slot, floats(trained)]))
  const updater = await createUpdater({ runtime: nodeRuntime, optimizer, parameters, slots, gradients })
  return { parameters, gradients, ...updater }
}
