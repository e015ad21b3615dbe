import { expect, test } from 'vitest'
import { confidences, fitRejectThreshold, rejectedFraction } from '../../src/evaluation/rejection.js'
import { applyTemperature, fitTemperature } from '../../src/evaluation/temperature.js'
import { randomStream } from '../../src/random.js'

const COUNT = 20_000

/** Probabilities that say how often they are right, and labels drawn by them. */
function honest() {
  const random = randomStream(4, 'honest')
  const probabilities = new Float32Array(COUNT * 3)
  const labels = Uint8Array.from({ length: COUNT }, (_, image) => {
    const raw = [0, 1, 2].map(() => Math.exp(2 * random.normal()))
    const total = raw.reduce((sum, value) => sum + value)
    probabilities.set(
      raw.map(value => value / total),
      image * 3,
    )
    let rest = random.uniform() * total
    return raw.findIndex(value => {
      rest -= value
      return rest < 0
    })
  })
  return { probabilities, labels }
}

test('answers that are honest already have temperature 1', () => {
  const { probabilities, labels } = honest()
  expect(fitTemperature(probabilities, labels, 3)).toBeCloseTo(1, 1)
})

test('the temperature that was put on answers is found again, and taking it off makes them what they were', () => {
  const { probabilities, labels } = honest()
  for (const temperature of [0.4, 2.5]) {
    const tempered = applyTemperature(probabilities, 1 / temperature, 3)
    expect(fitTemperature(tempered, labels, 3) / temperature).toBeCloseTo(1, 1)
    const again = applyTemperature(tempered, temperature, 3)
    expect(Math.max(...again.map((value, i) => Math.abs(value - probabilities[i]!)))).toBeLessThan(1e-5)
  }
})

test('a temperature leaves the order of the classes and the sum of 1', () => {
  const tempered = applyTemperature(Float32Array.of(0.7, 0.2, 0.1), 0.5, 3)
  expect(tempered[0]).toBeCloseTo(0.49 / 0.54)
  expect(tempered[1]).toBeCloseTo(0.04 / 0.54)
  expect(tempered.reduce((a, b) => a + b)).toBeCloseTo(1)
})

test('answers that are all right and sure need no temperature beyond the range', () => {
  const temperature = fitTemperature(Float32Array.of(0.9, 0.1, 0.1, 0.9), Uint8Array.of(0, 1), 2)
  expect(temperature).toBeGreaterThan(0.049)
  expect(temperature).toBeLessThan(0.07)
})

test('a threshold refuses the share of answers that it was asked for, the least sure ones', () => {
  const sure = Float32Array.from({ length: 1000 }, (_, i) => ((i * 7) % 1000) / 1000)
  const threshold = fitRejectThreshold(sure, 0.05)
  expect(threshold).toBeCloseTo(0.05)
  expect(rejectedFraction(sure, threshold)).toBeCloseTo(0.05)
  expect(rejectedFraction(sure, fitRejectThreshold(sure, 0))).toBe(0)
  expect(confidences(Float32Array.of(0.2, 0.8, 0.6, 0.4), 2)).toEqual(Float32Array.of(0.8, 0.6))
})

test('nothing to judge by, a wrong label or a share that is none are refused', () => {
  expect(() => fitTemperature(new Float32Array(0), new Uint8Array(0), 10)).toThrow('labels: expected at least 1 label')
  expect(() => fitTemperature(Float32Array.of(0.5, 0.5), Uint8Array.of(2), 2)).toThrow(/labels/)
  expect(() => fitRejectThreshold(new Float32Array(0), 0.1)).toThrow('confidences: expected at least 1, received 0')
  expect(() => fitRejectThreshold(Float32Array.of(1), 1)).toThrow('share: expected a fraction in [0, 1), received 1')
})
