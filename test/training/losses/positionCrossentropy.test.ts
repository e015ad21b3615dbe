import { expect, test } from 'vitest'
import { softmax } from '../../../src/graph/activation.js'
import { NO_CLASS } from '../../../src/task.js'
import { positionCrossentropy } from '../../../src/training/losses/positionCrossentropy.js'
import { positionAccuracy } from '../../../src/training/metrics.js'
import { checkLoss, measured, output } from './values.js'

const label = [0, 1, 2, NO_CLASS, NO_CLASS, 1, 1, 0, 2, 2, NO_CLASS, 0]
const classWeights = [0.2, 1, 3]

test('the gradient over maps agrees with finite differences, with ignored positions and class weights', async () => {
  const maps = { shape: [2, 3, 2, 3] }
  await checkLoss(positionCrossentropy({ fromLogits: true, classWeights }), maps, { label })
  await checkLoss(positionCrossentropy(), maps, { label }, x => softmax(x, 1))
  await checkLoss(positionCrossentropy({ fromLogits: true, classWeights }), maps, { label: label.fill(NO_CLASS, 0, 6) })
})

test('the gradient over columns agrees with finite differences, the classes on either axis', async () => {
  const targets = { label: [2, 0, 1, NO_CLASS, 1, 1, 0, 2] }
  await checkLoss(positionCrossentropy({ fromLogits: true, classWeights }), { shape: [2, 3, 4] }, targets)
  await checkLoss(positionCrossentropy({ classAxis: 'last' }), { shape: [2, 4, 3] }, targets, x => softmax(x))
})

test('the loss of an example is the mean over its positions, those to ignore left out, times the class weights', async () => {
  const loss = positionCrossentropy({ fromLogits: true, classWeights: [1, 2] })
  const y = [1, 0, 0, 0, 1, 5] // logits of class 0 at three positions, then of class 1
  const { total } = await measured(loss.apply, { loss, y, shape: [2, 3], targets: { label: [0, 1, NO_CLASS] } })
  expect(total[0]).toBeCloseTo((Math.log(1 + Math.exp(-1)) + 2 * Math.log(1 + Math.exp(-1))) / 2, 5)
  const told = await measured(loss.report!, { loss, y, shape: [2, 3], targets: { label: [0, 1, NO_CLASS] } })
  expect(told.total[0]).toBeCloseTo(2 * Math.log(1 + Math.exp(-1)), 5)
  expect(told.count).toEqual([2])
  const ignored = await measured(loss.apply, { loss, y, shape: [2, 3], targets: { label: Array(3).fill(NO_CLASS) } })
  expect(ignored.total[0]).toBeCloseTo(0)
})

test('columns and maps have the same loss whichever axis the classes are on', async () => {
  const first = positionCrossentropy({ fromLogits: true })
  const last = positionCrossentropy({ fromLogits: true, classAxis: 'last' })
  const targets = { label: [1, 0] }
  const a = await measured(first.apply, { loss: first, y: [1, 2, 3, 4], shape: [2, 2], targets })
  const b = await measured(last.apply, { loss: last, y: [1, 3, 2, 4], shape: [2, 2], targets })
  expect(b.total[0]).toBeCloseTo(a.total[0]!, 6)
})

test('accuracy counts the positions that have a class', async () => {
  const loss = positionCrossentropy()
  const batch = { loss, y: [0.9, 0.2, 0.3, 0.1, 0.8, 0.7], shape: [2, 3], targets: { label: [0, 0, NO_CLASS] } }
  expect(await measured(positionAccuracy(), batch)).toEqual({ total: [1], count: [2] })
})

test('an output without positions, and a wrong number of class weights, are refused', () => {
  expect(() => positionCrossentropy().targets([output([3])])).toThrow(
    'positionCrossentropy: expected an output with classes and positions, received [3]',
  )
  expect(() => positionCrossentropy({ classWeights: [1, 2] }).targets([output([3, 4, 4])])).toThrow(
    'positionCrossentropy: expected 3 classWeights, received 2',
  )
  expect(() => positionCrossentropy({ classWeights: [-1] })).toThrow('positionCrossentropy: expected classWeights')
})
