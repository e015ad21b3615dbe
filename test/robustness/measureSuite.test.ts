import { expect, test } from 'vitest'
import type { Digits } from '../../src/data/digits.js'
import { measureSuite } from '../../src/robustness/measureSuite.js'
import type { Predictor, Suite } from '../../src/robustness/suite.js'
import { mnistC } from '../../src/robustness/suites/mnistC.js'
import { defineTask } from '../../src/task.js'

const task = defineTask({
  name: 'pixels',
  imageShape: [1, 1, 1],
  classes: ['dark', 'bright'],
  mean: [0.5],
  deviation: [0.5],
})
const test6: Digits = {
  images: Uint8Array.of(0, 100, 140, 255, 90, 200),
  labels: Uint8Array.of(0, 0, 1, 1, 1, 1),
  count: 6,
}

/** Says bright from a level on. */
const threshold = (level: number): Predictor => ({
  predict: async images => Float32Array.from([...images].flatMap(value => (value >= level ? [0, 1] : [1, 0]))),
})

/** Pixels as they are, darker by 60, and inverted. */
const suite: Suite = {
  name: 'levels',
  version: 3,
  about: 'levels',
  conditions: ({ test }) => {
    const changed = (name: string, change: (value: number) => number) => ({
      name,
      examples: () => ({ ...test, images: test.images.map(change) }),
    })
    return [
      { ...changed('clean', value => value), inMean: false },
      changed('darker', value => Math.max(0, value - 60)),
      changed('inverted', value => 255 - value),
    ]
  },
}

test('every model is measured in every condition, the others against the first', async () => {
  const models = [
    ['strict', threshold(128)],
    ['lenient', threshold(80)],
  ] as const
  const result = await measureSuite(suite, models, { task, test: test6, seed: 5 })
  expect(result).toMatchObject({ suite: 'levels', version: 3, seed: 5, images: 6 })
  const [strict, lenient] = result.models
  expect(strict!.conditions.map(({ name, correct, count }) => [name, correct, count])).toEqual([
    ['clean', 5, 6],
    ['darker', 4, 6],
    ['inverted', 1, 6],
  ])
  expect(lenient!.conditions.map(({ correct }) => correct)).toEqual([5, 5, 2])
  expect(strict!.conditions.every(condition => condition.againstFirst === undefined)).toBe(true)
  // As they are: only strict is right on 100, only lenient on 90.
  expect(lenient!.conditions[0]!.againstFirst).toEqual({ onlyFirst: 1, onlySecond: 1, pValue: 1 })
})

test('the mean leaves out what does not count, and the lowest is named', async () => {
  const { models } = await measureSuite(suite, [['strict', threshold(128)]], { task, test: test6 })
  expect(models[0]!.mean).toBeCloseTo((4 / 6 + 1 / 6) / 2, 12)
  expect(models[0]!.lowest).toBe('inverted')
})

test('each condition is announced before it is measured', async () => {
  const told: string[] = []
  await measureSuite(suite, [['strict', threshold(128)]], {
    task,
    test: test6,
    onCondition: (name, index, count) => told.push(`${name} ${index + 1}/${count}`),
  })
  expect(told).toEqual(['clean 1/3', 'darker 2/3', 'inverted 3/3'])
})

test('MNIST-C is refused for images of another size', async () => {
  await expect(measureSuite(mnistC, [['strict', threshold(128)]], { task, test: test6 })).rejects.toThrow(
    'suite mnist-c: expected a task of 28 × 28 pixels of one channel, received pixels with 1 × 1 pixels',
  )
})
