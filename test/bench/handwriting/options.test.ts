import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readOptions } from '../../../bench/handwriting/options.js'

test('options are read, and those not told are left out', () => {
  expect(readOptions(['--data', 'pictures'])).toEqual({ data: resolve('pictures'), sheets: false })
  expect(
    readOptions(['--data', '/d', '--sets', 'a, b', '--limit', '5', '--model', 'm.onnx', '--out', 'o', '--sheets']),
  ).toEqual({
    data: '/d',
    sets: ['a', 'b'],
    limit: 5,
    sheets: true,
    model: 'm.onnx',
    out: 'o',
  })
  expect(readOptions(['--compare', 'a.json', 'b.json'])).toEqual({ compare: ['a.json', 'b.json'] })
})

test.each([
  [[], 'expected --data DIR'],
  [['--data', 'd', '--limit', '0'], '--limit: expected a positive integer, received 0'],
  [['--data', 'd', '--sheets'], '--sheets: expected --out DIR'],
  [['--data', 'd', 'more'], 'expected options alone, received more'],
  [['--compare', 'a.json'], '--compare: expected two files, received 1'],
])('%j is refused', (words, message) => {
  expect(() => readOptions(words)).toThrow(message)
})
