import { expect, test } from 'vitest'
import {
  fillUniform,
  logUniformBetween,
  randomStream,
  shuffledIndices,
  uniformBetween,
  weightedChoice,
} from '../src/random.js'

test('the same seed and path give the same numbers, another path gives others', () => {
  const draw = (...path: string[]) => Array.from({ length: 8 }, randomStream(7, ...path).uint32)
  expect(draw('a')).toEqual(draw('a'))
  expect(draw('a')).not.toEqual(draw('b'))
})

test('streams that differ in their seed alone differ in every number, from the first on', () => {
  for (let draw = 0; draw < 4; draw++) {
    const numbers = Array.from({ length: 200 }, (_, seed) => {
      const random = randomStream(seed, 'first')
      for (let i = 0; i < draw; i++) random.uint32()
      return random.uniform()
    })
    expect(new Set(numbers).size).toBe(200)
    const mean = numbers.reduce((sum, value) => sum + value, 0) / 200
    const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 200
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.09)
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.03)
  }
})

test('a shuffle holds every index once', () => {
  const order = shuffledIndices(1000, randomStream(1, 'shuffle'))
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, index) => index))
  expect([...order.slice(0, 10)]).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('normal numbers have mean 0 and deviation 1', () => {
  const random = randomStream(3, 'normal')
  const values = Array.from({ length: 20_000 }, random.normal)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  expect(Math.abs(mean)).toBeLessThan(0.03)
  expect(Math.abs(variance - 1)).toBeLessThan(0.05)
})

test('numbers between two are spread evenly from the lower to the higher, and take one of the stream each', () => {
  const between = uniformBetween(randomStream(4, 'between'))
  const values = Array.from({ length: 10_000 }, () => between(-3, 5))
  const { uniform } = randomStream(4, 'between')
  expect(values.every(value => value === -3 + 8 * uniform())).toBe(true)
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-3)
  expect(Math.max(...values)).toBeLessThan(5)
  const eighths = new Set(values.map(Math.floor))
  expect([...eighths].sort((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3, 4])
})

test('ratios between two are spread evenly from the lower to the higher', () => {
  const logBetween = logUniformBetween(randomStream(5, 'ratios'))
  const numbers = Array.from({ length: 2000 }, () => logBetween(0.5, 8))
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0.5)
  expect(Math.max(...numbers)).toBeLessThan(8)
  // Each of the four doublings has a quarter of them.
  for (let low = 0.5; low < 8; low *= 2)
    expect(numbers.filter(number => number >= low && number < 2 * low).length).toBeGreaterThan(430)
})

test('a weighted choice falls on each as often as its weight says, and never on one without', () => {
  const random = randomStream(6, 'choices')
  const drawn = Array.from(
    { length: 4000 },
    () =>
      weightedChoice(
        [
          [1, 'a'],
          [0, 'b'],
          [3, 'c'],
        ] as const,
        random,
      )[1],
  )
  const count = (name: string) => drawn.filter(one => one === name).length
  expect(count('b')).toBe(0)
  expect(count('a')).toBeGreaterThan(880)
  expect(count('a')).toBeLessThan(1120)
  expect(weightedChoice([[0, 'only']], { uniform: () => 0 })[1]).toBe('only')
})

test('an array is filled with uniform numbers, the same from the same stream', () => {
  const fill = (seed: number) => {
    const values = new Float32Array(100_000)
    fillUniform(values, randomStream(seed, 'fill'))
    return values
  }
  const [values, again, other] = [fill(1), fill(1), fill(2)]
  expect(Buffer.from(again.buffer).equals(Buffer.from(values.buffer))).toBe(true)
  const mean = (of: (i: number) => number) => values.reduce((sum, _, i) => sum + of(i), 0) / values.length
  expect(values.every(value => value >= 0 && value < 1)).toBe(true)
  expect(mean(i => values[i]!)).toBeCloseTo(1 / 2, 2)
  expect(mean(i => values[i]! ** 2)).toBeCloseTo(1 / 3, 2)
  expect(mean(i => values[i]! * values[(i + 1) % values.length]!)).toBeCloseTo(1 / 4, 2)
  expect(mean(i => values[i]! * other[i]!)).toBeCloseTo(1 / 4, 2)
})
