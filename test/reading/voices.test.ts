import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NONE } from '../../src/reading/places.js'
import type { Found } from '../../src/reading/sightings.js'
import { asOnlyDigit, joinVoices } from '../../src/reading/voices.js'

/** Probabilities of ten digits; what is not told is shared by the others. */
function voice(told: Readonly<Record<number, number>>): number[] {
  const rest = 1 - Object.values(told).reduce((sum, value) => sum + value, 0)
  const others = 10 - Object.keys(told).length
  return Array.from({ length: 10 }, (_, digit) => told[digit] ?? rest / others)
}

function found(told: Readonly<Record<number, number>>, score = 0.95): Found {
  const probabilities = Float32Array.from([...voice(told).map(value => value * score), 1 - score])
  const box = { x: 0, y: 0, width: 10, height: 10 }
  return { box, probabilities, score, level: 0, votes: 3, strength: 1 }
}

const unsure = voice({})

test('two that agree are surer than each alone', () => {
  const { digit, probabilities } = joinVoices(found({ 4: 0.7 }), { dark: voice({ 4: 0.7 }), bright: unsure })
  expect(digit).toBe(4)
  const share = probabilities[4]! / probabilities.reduce((sum, value) => sum + value, 0)
  expect(share).toBeGreaterThan(0.9)
})

test('either one decides where the other does not know', () => {
  expect(joinVoices(found({}), { dark: voice({ 2: 0.8 }), bright: unsure }).digit).toBe(2)
  expect(joinVoices(found({ 6: 0.6, 0: 0.3 }), { dark: voice({ 0: 0.45, 6: 0.45 }), bright: unsure }).digit).toBe(6)
})

test('the polarity is the one of which the classifier is surer', () => {
  expect(joinVoices(found({ 1: 0.9 }), { dark: unsure, bright: voice({ 1: 0.9 }) }).polarity).toBe('bright')
  expect(joinVoices(found({ 1: 0.9 }), { dark: voice({ 1: 0.9 }), bright: unsure }).polarity).toBe('dark')
})

test('the surer each voice is, the likelier the answer', () => {
  const confidence = (score: number, named: number) =>
    joinVoices(found({ 5: 0.9 }, score), { dark: voice({ 5: named }), bright: unsure }).confidence
  expect(confidence(0.99, 0.999)).toBeGreaterThan(0.9)
  expect(confidence(0.5, 0.999)).toBeLessThan(confidence(0.99, 0.999))
  expect(confidence(0.99, 0.5)).toBeLessThan(confidence(0.99, 0.999))
  expect(confidence(0.3, 0.3)).toBeLessThan(0.05)
})

test('the answer is the likeliest digit, its probability the confidence, and all probabilities are 1 at most', () => {
  const weights = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: NONE, maxLength: NONE })
  const normal = (values: readonly number[]) => {
    const total = values.reduce((sum, value) => sum + value, 0)
    return values.map(value => value / total)
  }
  const anyScore = fc.double({ min: 0.1, max: 1, noNaN: true })
  fc.assert(
    fc.property(weights, weights, weights, anyScore, (seen, dark, bright, score) => {
      const probabilities = Float32Array.from([...normal(seen).map(value => value * score), 1 - score])
      const verdict = joinVoices({ ...found({}, score), probabilities }, { dark: normal(dark), bright: normal(bright) })
      expect(verdict.probabilities.reduce((sum, value) => sum + value, 0)).toBeLessThan(1 + 1e-9)
      expect(verdict.probabilities[verdict.digit]).toBe(Math.max(...verdict.probabilities))
      expect(verdict.confidence).toBe(Math.max(...verdict.probabilities))
      expect(verdict.confidence).toBeGreaterThan(0)
    }),
  )
})

test('a digit is the less likely the only one of its picture, the more another place may be one and the smaller it is', () => {
  const verdict = joinVoices(found({ 5: 0.97 }), { dark: voice({ 5: 0.98 }), bright: unsure })
  const confidence = (rival: number, size: number) => asOnlyDigit(verdict, { rival, size }).confidence
  expect(confidence(0.5, 0.6)).toBeLessThan(confidence(0.1, 0.6))
  expect(confidence(0.1, 0.6)).toBeLessThan(confidence(0, 0.6))
  expect(confidence(0, 0.1)).toBeLessThan(confidence(0, 0.3))
  expect(confidence(0, 0.6)).toBeCloseTo(verdict.confidence, 6)
  const { probabilities, digit, confidence: highest } = asOnlyDigit(verdict, { rival: 0.5, size: 1 })
  expect(probabilities[digit]).toBeCloseTo(highest, 9)
  expect(Math.max(...probabilities)).toBe(probabilities[digit])
})
