import { expect } from 'vitest'
import type { NamedWeight } from '../../src/layers/network.js'
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

/** An optimizer written down in double precision: called once for each step, with all weights and their gradient. */
export type Reference = (
  w: readonly number[],
  g: readonly number[],
  learningRate: number,
  iteration: number,
) => number[]

/** A reference of a single weight, called for each weight; what it remembers is its own. */
export type ElementReference = (w: number, g: number, learningRate: number, iteration: number) => number

/** The weights that optimizers are tried on, 51 numbers: matrices both ways, a kernel of a convolution, and vectors of each kind. */
export const triedWeights: readonly NamedWeight[] = (
  [
    ['wide', 'kernel', [2, 5]],
    ['bias', 'bias', [5]],
    ['filters', 'kernel', [3, 2, 2, 2]],
    ['gamma', 'normalization', [4]],
    ['tall', 'kernel', [4, 2]],
  ] as const
).map(([name, kind, shape]) => ({ name, kind, shape, initializer: 'zeros', trainable: true }))

/** The kind of the weight that holds each of the 51 numbers. */
export const triedKinds = triedWeights.flatMap(({ kind, shape }) => Array(size(shape)).fill(kind) as (typeof kind)[])

/** Lifts the formula of one weight to all. */
export function elementwise(reference: (index: number) => ElementReference): () => Reference {
  return () => {
    const references = triedKinds.map((_, index) => reference(index))
    return (w, g, learningRate, iteration) => w.map((value, i) => references[i]!(value, g[i]!, learningRate, iteration))
  }
}

/**
 * The contract of every optimizer: frozen data that builds the same optimizer again; numbers of the names it gives; five steps that
 * agree with the reference, through the updater's memory and for gradients that one or two replicas add up to; the minimum of a convex
 * quadratic; a clear refusal of what is unknown.
 *
 * @param reference makes one with a fresh memory
 */
export async function checkOptimizer(
  config: OptimizerConfig,
  reference: () => Reference,
  { tolerance = 2e-6 } = {},
): Promise<void> {
  const optimizer = optimizerFrom(config)
  const { kind, ...options } = config
  expect(optimizer.kind).toBe(kind)
  expect(Object.isFrozen(optimizer) && Object.isFrozen(optimizer.config)).toBe(true)
  expect(optimizer.config).toMatchObject(options)
  const again = optimizerFrom(JSON.parse(JSON.stringify({ kind: optimizer.kind, ...optimizer.config })))
  expect([again.kind, again.config, again.slots]).toEqual([optimizer.kind, optimizer.config, optimizer.slots])
  for (const key of ['color', 'toString', '__proto__'])
    expect(() => optimizerFrom(JSON.parse(`{"kind": "${kind}", "${key}": 1}`))).toThrow(
      `${kind}: unknown option "${key}"; allowed are learningRate, `,
    )
  expect(Object.keys(optimizerBuilders)).toContain(kind)
  expect(Object.keys(optimizer.scalars(3, 0.1))).toEqual(optimizer.scalarNames)

  for (const replicas of [1, 2]) await checkSteps(optimizer, reference, replicas, tolerance)
  await checkConvergence(optimizer)
}

async function checkSteps(optimizer: Optimizer, reference: () => Reference, replicas: number, tolerance: number) {
  const length = triedKinds.length
  const random = randomStream(9, 'optimizer', replicas)
  const first = Float32Array.from({ length }, random.normal)
  const { parameters, gradients, update, dispose } = await prepareOptimizer(optimizer, first, replicas)
  const step = reference()
  let expected = Array.from(first)
  // Of each weight by itself, the largest value that it had: what float32 has rounded away stays away when it comes near 0.
  const largest = expected.map(Math.abs)
  for (let iteration = 1; iteration <= 5; iteration++) {
    for (const { trained, statistics } of gradients) {
      for (let i = 0; i < length; i++) trained[i] = random.normal() * 10 ** ((i % 5) - 3)
      statistics.fill(random.uniform())
    }
    const learningRate = optimizer.config.learningRate * (1.1 - 0.1 * iteration)
    await update(iteration, learningRate)
    const g = Array.from(first, (_, i) => gradients.reduce((sum, { trained }) => sum + trained[i]!, 0))
    expected = step(expected, g, learningRate, iteration)
    for (const [i, value] of expected.entries()) {
      largest[i] = Math.max(largest[i]!, Math.abs(value))
      const error = Math.abs(parameters.trained[i]! - value) / largest[i]
      expect(error, `weight ${i} after step ${iteration}: ${parameters.trained[i]} against ${value}`).toBeLessThan(
        tolerance,
      )
    }
    const statistic = gradients.reduce((sum, { statistics }) => sum + statistics[0]!, 0)
    for (const value of parameters.statistics) expect(value).toBeCloseTo(statistic, 6)
  }
  await dispose()
}

/** Σ (w - target)² · curvature falls to a thousandth within 500 steps, of a learning rate that falls to 0. */
async function checkConvergence(optimizer: Optimizer) {
  const targets = triedKinds.map((_, i) => 3 * Math.sin(i))
  const curvatures = triedKinds.map((_, i) => [1, 0.5, 2, 0.25][i % 4]!)
  const { parameters, gradients, slots, update, dispose } = await prepareOptimizer(
    optimizer,
    new Float32Array(targets.length),
    1,
  )
  const lossOf = (w: Float32Array) =>
    targets.reduce((sum, target, i) => sum + curvatures[i]! * (w[i]! - target) ** 2, 0)
  const before = lossOf(parameters.trained)
  for (let iteration = 1; iteration <= 500; iteration++) {
    for (const [i, target] of targets.entries())
      gradients[0]!.trained[i] = 2 * curvatures[i]! * (parameters.trained[i]! - target)
    await update(iteration, 0.1 * (1 - iteration / 501))
  }
  expect(lossOf(slots.average ?? parameters.trained)).toBeLessThan(before / 1000)
  await dispose()
}

/** An optimizer at work on memory of its own: who calls it fills in the gradients. */
export async function prepareOptimizer(optimizer: Optimizer, first: Float32Array, replicas: number) {
  const trained = first.length
  const floats = (length: number) => new Float32Array(nodeRuntime.allocate(length * 4))
  const vectors = (): Parameters => ({ trained: floats(trained), statistics: floats(3) })
  const parameters = vectors()
  parameters.trained.set(first)
  const gradients = Array.from({ length: replicas }, vectors)
  const slots: Record<string, Float32Array> = Object.fromEntries(optimizer.slots.map(slot => [slot, floats(trained)]))
  const updater = await createUpdater({
    runtime: nodeRuntime,
    optimizer,
    weights: triedWeights,
    parameters,
    slots,
    gradients,
  })
  return { parameters, gradients, slots, ...updater }
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}
