import { expect, test } from 'vitest'
import { add, multiply } from '../../../src/graph/elementwise.js'
import { sum } from '../../../src/graph/reduction.js'
import type { Loss } from '../../../src/training/losses/loss.js'
import { positionCrossentropy } from '../../../src/training/losses/positionCrossentropy.js'
import { huber, meanAbsoluteError, meanSquaredError } from '../../../src/training/losses/regression.js'
import { weightedSum } from '../../../src/training/losses/weightedSum.js'
import { checkLoss, measured, output } from './values.js'

const target = [0, 1, -2, 0.5, 3, 0]

test('the gradients agree with finite differences, of vectors, maps and single numbers', async () => {
  for (const loss of [meanSquaredError(), meanAbsoluteError(), huber(), huber({ delta: 0.3 })])
    for (const shape of [[2, 3], [1, 3, 2, 1], [6]]) await checkLoss(loss, { shape }, { target })
})

test('the losses are what their names say', async () => {
  const batch = { y: [1, 2, 0, -4], shape: [2], targets: { target: [0, 2, 0.5, 0] } }
  const totals = async (loss: Loss) => (await measured(loss.apply, { loss, ...batch })).total
  expect(await totals(meanSquaredError())).toEqual([0.5, (0.25 + 16) / 2])
  expect(await totals(meanAbsoluteError())).toEqual([0.5, 2.25])
  expect(await totals(huber())).toEqual([0.25, (0.125 + 3.5) / 2])
  expect(await totals(huber({ delta: 2 }))).toEqual([0.25, (0.125 + 2 * 3) / 2])
})

test('a sum of losses is the weighted sum of each, over all targets that they read', async () => {
  const loss = weightedSum([
    { loss: meanSquaredError(), weight: 2 },
    { loss: meanAbsoluteError({ target: 'other' }), weight: 0.5 },
  ])
  expect(loss.targets([output([3])]).map(({ name }) => name)).toEqual(['target', 'other'])
  await checkLoss(loss, { shape: [2, 3] }, { target, other: target.map(value => -value) })
  const batch = { loss, y: [1, 1, 1], shape: [3], targets: { target: [0, 0, 0], other: [3, 1, 1] } }
  expect((await measured(loss.apply, batch)).total[0]).toBeCloseTo(2 + 0.5 * (2 / 3), 5)
  expect(() => weightedSum([])).toThrow('weightedSum: expected at least 1 loss, received none')
  const clash = weightedSum([
    { loss: meanSquaredError({ output: 'a' }), weight: 1 },
    { loss: positionCrossentropy({ output: 'b', target: 'target' }), weight: 1 },
  ])
  expect(() => clash.targets([output([3], 'a'), output([3, 2], 'b')])).toThrow(
    'weightedSum: expected one form of target target, received',
  )
})

test('a loss of one’s own is a function of symbolic tensors', () =>
  checkLoss(
    {
      targets: () => [{ name: 'target', shape: [3], dtype: 'float32' }],
      apply: ({ y }, { target }) => sum(multiply(multiply(y!, y!), add(y!, target!)), [1]),
    },
    { shape: [2, 3] },
    { target },
  ))

test('options that are unknown or out of range are refused', () => {
  expect(() => huber({ delta: 0 })).toThrow('huber: expected delta to be a number > 0, received 0')
  expect(() => meanSquaredError({ outputs: 'y' } as never)).toThrow(
    'meanSquaredError: unknown option "outputs"; allowed are output, target',
  )
})
