import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import type { Digits } from '../../src/data/digits.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { calibrationCurve } from '../../src/evaluation/calibration.js'
import { evaluateProbabilities } from '../../src/evaluation/evaluate.js'
import { confidences, rejectedFraction } from '../../src/evaluation/rejection.js'
import type { Classifier } from '../../src/model/classifier.js'
import { loadClassifier } from '../../src/node/classifier.js'
import { drawOutlierImages } from '../../src/synthesis/outlierImages.js'

let classifier: Classifier
let digits: Digits
let probabilities: Float32Array

beforeAll(async () => {
  classifier = await loadClassifier()
  digits = (await loadMnist({ parts: ['test'], mirrors: [] })).test
  probabilities = await classifier.predict(digits.images)
}, 60_000)

const threshold = () => classifier.metadata.rejectThreshold!

test('the shipped model is small, and says what it is', () => {
  expect(classifier.model.length).toBeLessThan(2_000_000)
  expect(classifier.metadata).toMatchObject({ preset: 'handwriting', seed: 0 })
})

test('it answers the test images as right as its file and its card say', async () => {
  const { accuracy, correct } = evaluateProbabilities(probabilities, digits.labels)
  expect(accuracy).toBe(classifier.metadata.accuracy)
  expect(accuracy).toBeGreaterThanOrEqual(0.995)
  const card = await readFile('models/README.md', 'utf8')
  expect(card).toContain(`${correct.toLocaleString('en-US')} of 10,000`)
})

test('it is as often right as it is sure', () => {
  expect(calibrationCurve(probabilities, digits.labels, { classes: 10 }).expectedCalibrationError).toBeLessThan(0.005)
})

test('it refuses at most one test digit of a hundred', () => {
  expect(rejectedFraction(confidences(probabilities, 10), threshold())).toBeLessThanOrEqual(0.01)
})

test('it refuses letters, scribbles, signs and noises that it has not seen, and a blank image', async () => {
  const others = confidences(await classifier.predict(drawOutlierImages(1000, 99)), 10)
  expect(rejectedFraction(others, threshold())).toBeGreaterThanOrEqual(0.94)
  expect(rejectedFraction(confidences(await classifier.predict(new Uint8Array(784)), 10), threshold())).toBe(1)
})
