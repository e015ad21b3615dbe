import { expect, test } from 'vitest'
import { samplesFigure } from '../../src/figures/samples.js'
import { madeUpDigits } from './digits.js'

const samples = { ...madeUpDigits([3, 1, 4]), labels: [3, 7, 4] }

test('three samples look as they did', async () => {
  await expect(samplesFigure(samples)).toMatchFileSnapshot('./__snapshots__/samples.svg')
})

test('every sample says what was read, how sure, and the truth', () => {
  const svg = samplesFigure(samples)
  for (const words of ['image 0: read 3 (90.0 %), truth 3', 'image 1: read 1 (90.0 %), truth 7']) {
    expect(svg).toContain(`<title>${words}</title>`)
  }
  expect(svg.match(/>90\.0 %</g)).toHaveLength(3)
})

test('a mistake is marked with a cross, a correct reading is not', () => {
  expect(samplesFigure(samples).match(/<circle/g)).toHaveLength(1)
  expect(samplesFigure({ ...samples, indices: [0, 2] })).not.toContain('<circle')
})

test('indices choose the images and their order, limit bounds them', () => {
  const drawn = (svg: string) => [...svg.matchAll(/<title>image (\d)/g)].map(match => Number(match[1]))
  expect(drawn(samplesFigure({ ...samples, indices: [2, 0] }))).toEqual([2, 0])
  expect(drawn(samplesFigure(samples, { limit: 2 }))).toEqual([0, 1])
})

test('a confidence just below one is never written as 100 %', () => {
  expect(samplesFigure({ ...madeUpDigits([5], 0.99999), labels: [5] })).toContain('>&gt;99.9 %<')
})

test('what does not fit together is refused', () => {
  expect(() => samplesFigure({ ...samples, labels: [1] })).toThrow(
    'samplesFigure: expected 3 labels, one per image, received 1',
  )
  expect(() => samplesFigure({ ...samples, probabilities: [1] })).toThrow(
    'samplesFigure: expected 30 probabilities (3 images × 10), received 1',
  )
  expect(() => samplesFigure({ ...samples, images: [1, 2] })).toThrow(
    'samplesFigure: expected images of 784 pixels each, received 2 pixels',
  )
  expect(() => samplesFigure({ ...samples, indices: [3] })).toThrow(
    'samplesFigure: expected an index in [0, 3), received 3',
  )
  expect(() => samplesFigure({ ...samples, probabilities: new Float32Array(30).fill(-2) })).toThrow(
    'samplesFigure: expected probabilities in [0, 1], received -2 for image 0',
  )
  expect(() => samplesFigure(samples, { columns: 0 })).toThrow(
    'samplesFigure: expected columns to be a whole number above 0, received 0',
  )
})
