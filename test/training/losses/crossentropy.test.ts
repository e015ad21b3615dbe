import { expect, test } from 'vitest'
import { softmax } from '../../../src/graph/activation.js'
import { gradients } from '../../../src/graph/backward.js'
import { sum } from '../../../src/graph/reduction.js'
import { rewrite } from '../../../src/graph/rewrite.js'
import { forwardPasses } from '../../../src/graph/rules/rules.js'
import { input, type Tensor } from '../../../src/graph/tensor.js'
import type { Values } from '../../../src/runtime/runtime.js'
import { NO_CLASS } from '../../../src/task.js'
import {
  categoricalCrossentropy,
  type SparseCategoricalCrossentropyOptions,
  sparseCategoricalCrossentropy,
} from '../../../src/training/losses/crossentropy.js'
import { oneHotTargets, smoothTargets, uniformTargets } from '../../../src/training/losses/labels.js'
import { accuracy, categoricalAccuracy } from '../../../src/training/metrics.js'
import { checkLoss, compute, measured, output } from './values.js'

const labels = input('label', 'uint8', ['batch'])
const logits = input('logits', 'float32', ['batch', 3])
const feed = (values: number[], ...classes: number[]): Values => ({
  logits: { data: Float32Array.from(values), shape: [classes.length, 3] },
  label: { data: Uint8Array.from(classes), shape: [classes.length] },
})

/** The loss of a batch, summed. */
const lossOf = (probabilities: Tensor, options: SparseCategoricalCrossentropyOptions = {}) =>
  sum(sparseCategoricalCrossentropy(options).apply({ probabilities }, { label: labels }), [0])

test('a target is 1 at the label and 0 elsewhere', async () =>
  expect(await compute({ targets: oneHotTargets(labels, 3) }, feed([], 2, 0))).toEqual({ targets: [0, 0, 1, 1, 0, 0] }))

test('smoothing moves a share of the certainty to all classes alike', async () => {
  const { targets } = await compute({ targets: smoothTargets(oneHotTargets(labels, 3), 0.3) }, feed([], 1))
  for (const [i, expected] of [0.1, 0.8, 0.1].entries()) expect(targets![i]).toBeCloseTo(expected, 6)
  expect(smoothTargets(logits, 0)).toBe(logits)
})

test('an example of no class is to be given the same probability of each, smoothed or not', async () => {
  for (const smoothing of [0, 0.3]) {
    const targets = smoothTargets(uniformTargets(oneHotTargets(labels, 3)), smoothing)
    const found = await compute({ targets }, feed([], NO_CLASS, 1))
    const sure = 1 - (2 * smoothing) / 3
    for (const [i, expected] of [1 / 3, 1 / 3, 1 / 3, smoothing / 3, sure, smoothing / 3].entries())
      expect(found.targets![i]).toBeCloseTo(expected, 6)
  }
})

test('the cross-entropy of a softmax is -log of the labeled probability, and its gradient p - target', async () => {
  const loss = lossOf(softmax(logits))
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
  const { loss } = rewrite({ loss: lossOf(softmax(logits)) }, forwardPasses, [logits])
  const found = await compute({ loss, d: gradients(loss, [logits])[0]! }, feed([0, 60, 0], 0))
  expect(found).toEqual({ loss: [60], d: [-1, 1, expect.closeTo(0)] })
})

test('the cross-entropy of plain probabilities is that of their logarithms', async () => {
  const loss = lossOf(logits)
  const found = await compute({ loss, d: gradients(loss, [logits])[0]! }, feed([0.5, 0.25, 0.25, 0, 0.5, 0.5], 1, 0))
  expect(found.loss![0]).toBeCloseTo(Math.log(4) - Math.log(1e-7), 4)
  expect(found.d![1]).toBeCloseTo(-4, 5)
  expect(found.d!.every(Number.isFinite)).toBe(true)
})

test('logits however large give a finite loss and gradient, right or wrong', async () => {
  for (const labelSmoothing of [0, 0.1]) {
    const { loss } = rewrite({ loss: lossOf(softmax(logits), { labelSmoothing }) }, forwardPasses, [logits])
    const extremes = [1e4, -1e4, 0, 1e30, 1e30, -1e30, -200, -200, -200, 0, 0, 3e38]
    const found = await compute({ loss, d: gradients(loss, [logits])[0]! }, feed(extremes, 1, 2, 0, 0))
    expect(found.loss!.every(Number.isFinite), `loss ${found.loss}`).toBe(true)
    expect(found.d!.every(Number.isFinite), `gradient ${found.d}`).toBe(true)
    expect(Math.max(...found.d!.map(Math.abs))).toBeLessThanOrEqual(1)
  }
})

test('an answer is correct where the labeled class is the most probable, the first of equals', async () => {
  const y = [0.5, 0.3, 0.2, 0.4, 0.4, 0.2, 0.4, 0.4, 0.2, 0.1, 0.2, 0.7, 1, 0, 0]
  const loss = sparseCategoricalCrossentropy()
  const label = [0, 0, 1, 2, NO_CLASS]
  expect(await measured(accuracy(), { loss, y, shape: [3], targets: { label } })).toEqual({
    total: [1, 1, 0, 1, 0],
    count: [1, 1, 1, 1, 0],
  })
})

test('an answer is correct where the most probable class is that of the target', async () => {
  const batch = { y: [0.5, 0.3, 0.2, 0.1, 0.8, 0.1], shape: [3], targets: { label: [0.6, 0.4, 0, 0.4, 0.1, 0.5] } }
  expect(await measured(categoricalAccuracy(), { loss: categoricalCrossentropy(), ...batch })).toEqual({
    total: [1, 0],
  })
})

const three = { shape: [3, 4] }
const label = [2, NO_CLASS, 0]

for (const options of [
  {},
  { labelSmoothing: 0.2 },
  { outlierExposure: true },
  { labelSmoothing: 0.2, outlierExposure: true },
])
  for (const fromLogits of [true, false])
    test(`the gradient of sparseCategoricalCrossentropy ${JSON.stringify({ ...options, fromLogits })} agrees with finite differences`, () =>
      checkLoss(
        sparseCategoricalCrossentropy({ ...options, fromLogits }),
        three,
        { label },
        fromLogits ? x => x : softmax,
      ))

test('the gradient of categoricalCrossentropy agrees with finite differences, of a softmax and of probabilities', async () => {
  const soft = [0.1, 0.2, 0.3, 0.4, 1, 0, 0, 0, 0.25, 0.25, 0.5, 0]
  await checkLoss(categoricalCrossentropy({ labelSmoothing: 0.1 }), three, { label: soft }, x => softmax(x))
  const values = (normal: () => number) => 0.3 + 0.1 * Math.abs(normal())
  await checkLoss(categoricalCrossentropy(), { shape: [3, 4], values }, { label: soft })
})

test('an example of no class adds nothing to the loss, smoothed or not, unless outliers are exposed', async () => {
  const batch = { y: [1, -2, 0.5], shape: [3], targets: { label: [NO_CLASS] } }
  const lossAt = async (options: SparseCategoricalCrossentropyOptions) => {
    const loss = sparseCategoricalCrossentropy({ fromLogits: true, ...options })
    return (await measured(loss.apply, { loss, ...batch })).total[0]
  }
  expect(await lossAt({})).toBeCloseTo(0)
  expect(await lossAt({ labelSmoothing: 0.3 })).toBeCloseTo(0)
  expect(await lossAt({ outlierExposure: true })).toBeGreaterThan(1)
})

test('what is told is the cross-entropy without smoothing, over the examples that have a class', async () => {
  const loss = sparseCategoricalCrossentropy({ fromLogits: true, labelSmoothing: 0.5, outlierExposure: true })
  const batch = { loss, y: [0, 0, 0, 5, 1, 2], shape: [3], targets: { label: [1, NO_CLASS] } }
  const { total, count } = await measured(loss.report!, batch)
  expect(total[0]).toBeCloseTo(Math.log(3), 5)
  expect(total[1]).toBeCloseTo(0)
  expect(count).toEqual([1, 0])
})

test('labels up to 254 are classes', async () => {
  const loss = sparseCategoricalCrossentropy({ fromLogits: true })
  const y = new Array<number>(255).fill(0)
  y[254] = 9
  const { total } = await measured(loss.apply, { loss, y, shape: [255], targets: { label: [254] } })
  expect(total[0]).toBeCloseTo(Math.log(1 + 254 * Math.exp(-9)), 5)
})

test('an output that is no vector, and one that is not there, are refused', () => {
  expect(() => sparseCategoricalCrossentropy().targets([output([3, 2, 2])])).toThrow(
    'sparseCategoricalCrossentropy: expected an output of shape [classes], received [3, 2, 2]; positionCrossentropy is for maps',
  )
  expect(() => sparseCategoricalCrossentropy().targets([output([3], 'a'), output([3], 'b')])).toThrow(
    'sparseCategoricalCrossentropy: expected output to be one of a, b, received none',
  )
  expect(() => categoricalCrossentropy({ output: 'c' }).targets([output([3], 'a')])).toThrow(
    'categoricalCrossentropy: expected output to be one of a, received c',
  )
})
