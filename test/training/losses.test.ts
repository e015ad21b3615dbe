import { expect, test } from 'vitest'
import { softmax } from '../../src/graph/activation.js'
import { gradients } from '../../src/graph/backward.js'
import { printGraph } from '../../src/graph/onnx.js'
import { rewrite } from '../../src/graph/rewrite.js'
import { inferencePasses } from '../../src/graph/rules/rules.js'
import { input, type Tensor } from '../../src/graph/tensor.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { Values } from '../../src/runtime/runtime.js'
import {
  categoricalCrossentropy,
  correctCount,
  oneHotTargets,
  smoothTargets,
  undecidedTargets,
} from '../../src/training/losses.js'

async function compute(outputs: Record<string, Tensor>, feeds: Values): Promise<Record<string, number[]>> {
  const { model, inputs } = printGraph(outputs)
  const program = await nodeRuntime.compile(model, { threads: 1 })
  const result = await program.run(Object.fromEntries(inputs.map(({ name }) => [name, feeds[name]!])))
  await program.dispose()
  return Object.fromEntries(Object.entries(result).map(([name, { data }]) => [name, Array.from(data, Number)]))
}

const labels = input('label', 'uint8', ['batch'])
const logits = input('logits', 'float32', ['batch', 3])
const feed = (values: number[], ...classes: number[]): Values => ({
  logits: { data: Float32Array.from(values), shape: [classes.length, 3] },
  label: { data: Uint8Array.from(classes), shape: [classes.length] },
})

test('a target is 1 at the label and 0 elsewhere', async () =>
  expect(await compute({ targets: oneHotTargets(labels, 3) }, feed([], 2, 0))).toEqual({ targets: [0, 0, 1, 1, 0, 0] }))

test('smoothing moves a share of the certainty to all classes alike', async () => {
  const { targets } = await compute({ targets: smoothTargets(oneHotTargets(labels, 3), 0.3) }, feed([], 1))
  for (const [i, expected] of [0.1, 0.8, 0.1].entries()) expect(targets![i]).toBeCloseTo(expected, 6)
  expect(smoothTargets(logits, 0)).toBe(logits)
})

test('an image of no class is to be given the same probability of each, smoothed or not', async () => {
  for (const smoothing of [0, 0.3]) {
    const targets = smoothTargets(undecidedTargets(oneHotTargets(labels, 3)), smoothing)
    const found = await compute({ targets }, feed([], 10, 1))
    const sure = 1 - (2 * smoothing) / 3
    for (const [i, expected] of [1 / 3, 1 / 3, 1 / 3, smoothing / 3, sure, smoothing / 3].entries())
      expect(found.targets![i]).toBeCloseTo(expected, 6)
  }
})

test('the cross-entropy of a softmax is -log of the labelled probability, and its gradient p - target', async () => {
  const loss = categoricalCrossentropy(softmax(logits), oneHotTargets(labels, 3))
  const [dLogits] = gradients(loss, [logits])
  const rows = [
    [0.5, -1, 2],
    [3, 3, 3],
  ]
  const found = await compute({ loss, dLogits: dLogits! }, feed(rows.flat(), 2, 1))
  const probabilities = rows.map(row => {
    const total = row.reduce((sum, x) => sum + Math.exp(x), 0)
    return row.map(x => Math.exp(x) / total)
  })
  expect(found.loss![0]).toBeCloseTo(-Math.log(probabilities[0]![2]!) - Math.log(probabilities[1]![1]!), 5)
  const expected = [...probabilities[0]!, ...probabilities[1]!].map((p, i) => p - (i === 2 || i === 4 ? 1 : 0))
  for (const [i, value] of expected.entries()) expect(found.dLogits![i]).toBeCloseTo(value, 6)
})

test('the cross-entropy of a softmax knows how wrong a hopeless answer is, and its gradient does not vanish', async () => {
  const { loss } = rewrite(
    { loss: categoricalCrossentropy(softmax(logits), oneHotTargets(labels, 3)) },
    inferencePasses,
  )
  const found = await compute({ loss, d: gradients(loss, [logits])[0]! }, feed([0, 60, 0], 0))
  expect(found).toEqual({ loss: [60], d: [-1, 1, expect.closeTo(0)] })
})

test('the cross-entropy of plain probabilities is that of their logarithms', async () => {
  const loss = categoricalCrossentropy(logits, oneHotTargets(labels, 3))
  const found = await compute({ loss, d: gradients(loss, [logits])[0]! }, feed([0.5, 0.25, 0.25, 0, 0.5, 0.5], 1, 0))
  expect(found.loss![0]).toBeCloseTo(Math.log(4) - Math.log(1e-7), 4)
  expect(found.d![1]).toBeCloseTo(-4, 5)
  expect(found.d!.every(Number.isFinite)).toBe(true)
})

test('logits however large give a finite loss and gradient, right or wrong', async () => {
  for (const smoothing of [0, 0.1]) {
    const targets = smoothTargets(oneHotTargets(labels, 3), smoothing)
    const loss = categoricalCrossentropy(softmax(logits), targets)
    const extremes = [1e4, -1e4, 0, 1e30, 1e30, -1e30, -200, -200, -200, 0, 0, 3e38]
    const found = await compute({ loss, d: gradients(loss, [logits])[0]! }, feed(extremes, 1, 2, 0, 0))
    expect(found.loss!.every(Number.isFinite), `loss ${found.loss}`).toBe(true)
    expect(found.d!.every(Number.isFinite), `gradient ${found.d}`).toBe(true)
    expect(Math.max(...found.d!.map(Math.abs))).toBeLessThanOrEqual(1)
  }
})

test('an answer is correct where the labelled class is the most probable, the first of equals', async () => {
  const probabilities = [0.5, 0.3, 0.2, 0.4, 0.4, 0.2, 0.4, 0.4, 0.2, 0.1, 0.2, 0.7]
  expect(await compute({ correct: correctCount(logits, labels) }, feed(probabilities, 0, 0, 1, 2))).toEqual({
    correct: [3],
  })
})
