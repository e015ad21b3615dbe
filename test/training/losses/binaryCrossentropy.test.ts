import { expect, test } from 'vitest'
import { sigmoid } from '../../../src/graph/activation.js'
import { binaryCrossentropy } from '../../../src/training/losses/binaryCrossentropy.js'
import { binaryAccuracy } from '../../../src/training/metrics.js'
import { checkLoss, measured } from './values.js'

const target = [1, 0, 0.3, 0, 1, 1]

test('the gradient agrees with finite differences, of logits, of a sigmoid and of probabilities', async () => {
  const three = { shape: [3, 2] }
  await checkLoss(binaryCrossentropy({ fromLogits: true }), three, { target })
  await checkLoss(binaryCrossentropy({ fromLogits: true, labelSmoothing: 0.2 }), three, { target })
  await checkLoss(binaryCrossentropy(), three, { target }, sigmoid)
  const values = (normal: () => number) => 0.5 + 0.2 * Math.tanh(normal())
  await checkLoss(binaryCrossentropy(), { shape: [3, 2], values }, { target })
})

test('the gradient of a logit that is exactly 0 is 0.5 - target', () =>
  checkLoss(binaryCrossentropy({ fromLogits: true }), { shape: [3, 2], values: () => 0 }, { target }))

test('it is -log of the probability of the truth, the mean over an example’s values, and finite for any logits', async () => {
  const loss = binaryCrossentropy()
  const { total } = await measured(loss.apply, { loss, y: [0.8, 0.3], shape: [2], targets: { target: [1, 0] } })
  expect(total[0]).toBeCloseTo(-(Math.log(0.8) + Math.log(0.7)) / 2, 5)
  const logits = binaryCrossentropy({ fromLogits: true })
  const extremes = await measured(logits.apply, {
    loss: logits,
    y: [1000, -1000, 80, -80],
    shape: [],
    targets: { target: [0, 1, 1, 0] },
  })
  expect(extremes.total[0]).toBeCloseTo(1000)
  expect(extremes.total[1]).toBeCloseTo(1000)
  expect(extremes.total.slice(2).every(value => value >= 0 && value < 1e-6)).toBe(true)
})

test('accuracy is the fraction of values on the right side of the threshold', async () => {
  const loss = binaryCrossentropy()
  const batch = { loss, y: [0.8, 0.6, 0.1, 0.4], shape: [2], targets: { target: [1, 0, 0, 0] } }
  expect(await measured(binaryAccuracy(), batch)).toEqual({ total: [0.5, 1] })
  expect(await measured(binaryAccuracy({ threshold: 0.7 }), batch)).toEqual({ total: [1, 1] })
})
