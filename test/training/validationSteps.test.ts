import fc from 'fast-check'
import { expect, test } from 'vitest'
import { validationSteps } from '../../src/training/validationSteps.js'

const mnist = { count: 2000, scoringBatch: 500, steps: 227, batchSize: 256 }

test('two epochs of MNIST have six looks at a thousand images', () => {
  const { steps, count } = validationSteps({ ...mnist, epochs: 2 })
  expect([[...steps], count]).toEqual([[76, 152, 227], 1000])
})

test('many epochs have one look each, at the end', () => {
  expect([...validationSteps({ ...mnist, epochs: 22 }).steps]).toEqual([227])
})

test('looks within the epochs see at most 4 images for each 100 that are learned from, and the last step is one', () =>
  fc.assert(
    fc.property(
      fc.record({
        count: fc.integer({ min: 1, max: 20_000 }),
        scoringBatch: fc.integer({ min: 1, max: 2000 }),
        steps: fc.integer({ min: 1, max: 2000 }),
        batchSize: fc.integer({ min: 1, max: 512 }),
        epochs: fc.integer({ min: 1, max: 100 }),
      }),
      options => {
        const { steps, count } = validationSteps(options)
        expect((steps.size - 1) * count).toBeLessThanOrEqual(0.04 * options.steps * options.batchSize)
        expect(count).toBeLessThanOrEqual(options.count)
        expect(Math.max(...steps)).toBe(options.steps)
        expect(options.epochs * (steps.size - 1)).toBeLessThan(20)
      },
    ),
  ))

test('a number of looks that is told is kept, but for those that fall on the same step', () => {
  expect([...validationSteps({ ...mnist, epochs: 22, perEpoch: 2 }).steps]).toEqual([114, 227])
  expect([...validationSteps({ ...mnist, epochs: 2, steps: 3, perEpoch: 7 }).steps]).toEqual([1, 2, 3])
})
