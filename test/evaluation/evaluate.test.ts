import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluateProbabilities } from '../../src/evaluation/evaluate.js'

// Five images of three classes: true 0, 0, 1, 1, 2 and predicted 0, 1, 1, 1, 0.
const probabilities = Float32Array.of(0.5, 0.25, 0.25, 0.25, 0.5, 0.25, 0, 1, 0, 0.25, 0.75, 0, 0.5, 0.25, 0.25)
const labels = Uint8Array.of(0, 0, 1, 1, 2)

test('accuracy, loss, confusion and the figures per class are those computed by hand', () => {
  const evaluation = evaluateProbabilities(probabilities, labels, 3)
  expect(evaluation.count).toBe(5)
  expect(evaluation.correct).toBe(3)
  expect(evaluation.accuracy).toBe(0.6)
  // -(ln 1/2 + ln 1/4 + ln (1 - 1e-7) + ln 3/4 + ln 1/4) / 5
  expect(evaluation.loss).toBeCloseTo((Math.log(2) + Math.log(4) + 1e-7 + Math.log(4 / 3) + Math.log(4)) / 5, 12)
  expect(evaluation.confusion).toEqual([
    [1, 1, 0],
    [0, 2, 0],
    [1, 0, 0],
  ])
  expect(evaluation.perClass).toEqual([
    { label: 0, support: 2, precision: 1 / 2, recall: 1 / 2, f1: 1 / 2 },
    { label: 1, support: 2, precision: 2 / 3, recall: 1, f1: 4 / 5 },
    { label: 2, support: 1, precision: 0, recall: 0, f1: 0 },
  ])
  // (3 + z²/2 ± z √(3 · 2 / 5 + z²/4)) / (5 + z²) with z = 1.96
  expect(evaluation.interval95[0]).toBeCloseTo(0.2307, 4)
  expect(evaluation.interval95[1]).toBeCloseTo(0.8824, 4)
})

test('a class that neither occurs nor is predicted has precision, recall and F1 of 0', () => {
  const { perClass } = evaluateProbabilities(Float32Array.of(1, 0), Uint8Array.of(0), 2)
  expect(perClass[1]).toEqual({ label: 1, support: 0, precision: 0, recall: 0, f1: 0 })
})

test('of equally probable classes the lowest is predicted', () => {
  const { confusion } = evaluateProbabilities(Float32Array.of(0.2, 0.4, 0.4), Uint8Array.of(2), 3)
  expect(confusion[2]).toEqual([0, 1, 0])
})

test('the loss is clipped where an image is certainly wrong or certainly right', () => {
  const certain = Float32Array.of(1, 0)
  expect(evaluateProbabilities(certain, Uint8Array.of(1), 2).loss).toBeCloseTo(-Math.log(1e-7), 9)
  expect(evaluateProbabilities(certain, Uint8Array.of(0), 2).loss).toBeCloseTo(1e-7, 12)
})

const images = fc.integer({ min: 1, max: 40 }).chain(count =>
  fc.record({
    labels: fc.uint8Array({ max: 9, minLength: count, maxLength: count }),
    probabilities: fc.float32Array({ min: 0, max: 1, noNaN: true, minLength: count * 10, maxLength: count * 10 }),
  }),
)

test('every image is counted once, and all figures agree with the confusion matrix', () => {
  fc.assert(
    fc.property(images, ({ labels, probabilities }) => {
      const { count, correct, accuracy, confusion, perClass, interval95 } = evaluateProbabilities(probabilities, labels)
      expect(confusion.flat().reduce((sum, cell) => sum + cell, 0)).toBe(count)
      expect(confusion.reduce((sum, row, index) => sum + row[index]!, 0)).toBe(correct)
      expect(perClass.reduce((sum, each) => sum + each.support, 0)).toBe(count)
      expect(interval95[0]).toBeLessThanOrEqual(accuracy)
      expect(interval95[1]).toBeGreaterThanOrEqual(accuracy)
      for (const { precision, recall, f1 } of perClass) {
        const harmonic = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
        expect(f1).toBeCloseTo(harmonic, 12)
      }
    }),
  )
})

test('the order of the images does not matter', () => {
  fc.assert(
    fc.property(images, ({ labels, probabilities }) => {
      const rows = Array.from(labels, (_, index) => [...probabilities.subarray(index * 10, index * 10 + 10)])
      const backward = evaluateProbabilities(Float32Array.from(rows.reverse().flat()), labels.toReversed())
      const forwards = evaluateProbabilities(probabilities, labels)
      expect({ ...backward, loss: 0 }).toEqual({ ...forwards, loss: 0 })
      expect(backward.loss).toBeCloseTo(forwards.loss, 9)
    }),
  )
})

test('neither probabilities nor labels are changed', () => {
  const given = [probabilities.slice(), labels.slice()]
  evaluateProbabilities(probabilities, labels, 3)
  expect([probabilities, labels]).toEqual(given)
})

test('wrong lengths, labels and values are refused with what was expected and received', () => {
  const evaluate = (values: number[], truth: number[], classes = 2) =>
    evaluateProbabilities(Float32Array.from(values), Uint8Array.from(truth), classes)
  expect(() => evaluate([1, 0, 1], [0])).toThrow('probabilities: expected rows of 2 values, received 3 values')
  expect(() => evaluate([1, 0], [0, 1])).toThrow(
    'labels: expected 1 labels, one per row of 2 probabilities, received 2',
  )
  expect(() => evaluate([], [])).toThrow('labels: expected at least 1 label, received 0')
  expect(() => evaluate([1, 0, 0, 1], [1, 2])).toThrow('labels: expected labels in [0, 2), received 2 at index 1')
  expect(() => evaluate([1, 0, 0, Number.NaN], [1, 1])).toThrow(
    'probabilities: expected values in [0, 1], received NaN for image 1 and class 1',
  )
  expect(() => evaluate([3, -1], [0])).toThrow('received 3 for image 0 and class 0')
  expect(() => evaluate([1, -1], [0])).toThrow('received -1 for image 0 and class 1')
  expect(() => evaluate([], [], 0)).toThrow('classes: expected a whole number in [1, 256], received 0')
})
