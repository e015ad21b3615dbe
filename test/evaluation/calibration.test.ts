import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calibrationCurve, calibrationCurveOf } from '../../src/evaluation/calibration.js'

/** Rows of two classes, the first with the given probability. */
const rows = (...confidences: number[]) => Float32Array.from(confidences.flatMap(p => [p, 1 - p]))

test('the error is the distance between accuracy and confidence, weighted by the images of each bin', () => {
  // Bin (0.5, 0.75]: confidence 0.625, 1 of 2 right. Bin (0.75, 1]: confidence 0.875, 2 of 2 right.
  const { bins, confidence, expectedCalibrationError } = calibrationCurve(
    rows(0.625, 0.625, 0.875, 0.875),
    Uint8Array.of(0, 1, 0, 0),
    { bins: 4, classes: 2 },
  )
  expect(bins.map(({ count }) => count)).toEqual([0, 0, 2, 2])
  expect(bins[2]).toMatchObject({ low: 0.5, high: 0.75, correct: 1, confidence: 0.625, accuracy: 0.5 })
  expect(bins[0]).toMatchObject({ confidence: 0, accuracy: 0, interval95: null })
  expect(confidence).toBe(0.75)
  expect(expectedCalibrationError).toBe((2 * 0.125 + 2 * 0.125) / 4)
})

test('a bin ends at its upper edge, which belongs to it', () => {
  const counts = (p: number) =>
    calibrationCurve(rows(p), Uint8Array.of(0), { bins: 4, classes: 2 }).bins.map(({ count }) => count)
  expect(counts(0.75)).toEqual([0, 0, 1, 0])
  expect(counts(1)).toEqual([0, 0, 0, 1])
  const above = calibrationCurve(Float32Array.of(1.00001, 0), Uint8Array.of(0), { bins: 4, classes: 2 })
  expect(above.bins[3]).toMatchObject({ count: 1, confidence: 1 })
})

test('every image is in one bin, and the error is at least the distance of the means', () => {
  const confidence = fc.double({ min: 0.5, max: 1, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(confidence, fc.nat(1)), { minLength: 1 }),
      fc.integer({ min: 1, max: 40 }),
      (images, bins) => {
        const labels = Uint8Array.from(images, ([, label]) => label)
        const found = calibrationCurve(rows(...images.map(([p]) => p)), labels, { bins, classes: 2 })
        const correct = found.bins.reduce((sum, bin) => sum + bin.correct, 0)
        expect(found.bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(images.length)
        const distance = Math.abs(correct / images.length - found.confidence)
        expect(found.expectedCalibrationError).toBeGreaterThanOrEqual(distance - 1e-12)
        expect(found.expectedCalibrationError).toBeLessThanOrEqual(1)
      },
    ),
  )
})

test('what cannot be measured is refused', () => {
  expect(() => calibrationCurve(rows(), new Uint8Array(0), { classes: 2 })).toThrow(
    'labels: expected at least 1 label, received 0',
  )
  expect(() => calibrationCurve(rows(1), Uint8Array.of(0), { classes: 2, bins: 0 })).toThrow(
    'bins: expected a whole number from 1, received 0',
  )
})

test('answers of any kind have the calibration of a classifier that is as sure', () => {
  const answers = [
    { confidence: 0.25, right: false },
    { confidence: 0.75, right: true },
  ]
  expect(calibrationCurveOf(answers, 4).expectedCalibrationError).toBe(0.25)
  expect(calibrationCurveOf([answers[1]!])).toEqual(calibrationCurve(rows(0.75), Uint8Array.of(0), { classes: 2 }))
  expect(() => calibrationCurveOf([])).toThrow('expected at least 1')
})
