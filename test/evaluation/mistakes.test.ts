import { expect, test } from 'vitest'
import { rankMistakes } from '../../src/evaluation/mistakes.js'

test('the mistakes come in the order of confidence, equal ones in the order of the images', () => {
  const probabilities = Float32Array.of(0.75, 0.25, 0.5, 0.5, 0.125, 0.875, 0.25, 0.75, 0.75, 0.25)
  const labels = Uint8Array.of(0, 1, 0, 0, 1)
  expect(rankMistakes(probabilities, labels, 2)).toEqual([
    { index: 2, truth: 0, prediction: 1, confidence: 0.875 },
    { index: 3, truth: 0, prediction: 1, confidence: 0.75 },
    { index: 4, truth: 1, prediction: 0, confidence: 0.75 },
    { index: 1, truth: 1, prediction: 0, confidence: 0.5 },
  ])
})

test('without a mistake the list is empty', () => {
  expect(rankMistakes(Float32Array.of(0, 1), Uint8Array.of(1), 2)).toEqual([])
  expect(rankMistakes(new Float32Array(), new Uint8Array())).toEqual([])
})

test('wrong lengths and values are refused', () => {
  expect(() => rankMistakes(new Float32Array(15), Uint8Array.of(1))).toThrow('expected rows of 10 values')
  expect(() => rankMistakes(new Float32Array(10), Uint8Array.of(1, 2))).toThrow('expected 1 labels')
  expect(() => rankMistakes(new Float32Array(10).fill(Number.NaN), Uint8Array.of(1))).toThrow('received NaN')
})
