import { expect, test } from 'vitest'
import { compare, describeComparison, type QuickMeasurement } from '../../bench/quick.js'
import { results } from './example.js'

const measured = (value: number, more: Partial<QuickMeasurement> = {}): QuickMeasurement => ({
  label: 'train',
  section: 'b',
  contestant: 'ours',
  key: 'images_per_second',
  better: 'higher',
  digits: 0,
  value,
  ...more,
})

test('what is measured now is set beside the committed median', () => {
  expect(compare([measured(9000)], results())[0]).toMatchObject({ before: 4500, ratio: 2 })
  expect(compare([measured(9000, { better: 'lower' })], results())[0]).toMatchObject({ ratio: 0.5 })
})

test('only what has become slower than 0.8 times fails', () => {
  expect(describeComparison(compare([measured(3601)], results())).slow).toBe(false)
  const { table, slow } = describeComparison(compare([measured(3000)], results()))
  expect(slow).toBe(true)
  expect(table).toContain('0.67× slower')
})

test('without anything to compare with, nothing fails', () => {
  const { table, slow } = describeComparison([
    ...compare([measured(1)], undefined),
    ...compare([measured(1, { contestant: 'unknown' })], results()),
  ])
  expect(slow).toBe(false)
  expect(table).toContain('–')
})
