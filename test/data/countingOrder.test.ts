import { expect, test } from 'vitest'
import { countingOrder } from '../../src/data/countingOrder.js'

test('names are sorted as people count', () => {
  expect(['10.png', '2.png', 'b', 'A', '1.png'].toSorted(countingOrder)).toEqual(['1.png', '2.png', '10.png', 'A', 'b'])
})
