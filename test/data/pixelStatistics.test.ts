import fc from 'fast-check'
import { expect, test } from 'vitest'
import { measurePixels } from '../../src/data/pixelStatistics.js'

test('mean and deviation are those of the definition, channel by channel', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
      (count, channels, bytes) => {
        const images = Uint8Array.from({ length: count * channels * 6 }, () => bytes.next().value)
        const { mean, deviation } = measurePixels(images, count, [channels, 2, 3])
        for (let channel = 0; channel < channels; channel++) {
          const own = Array.from(images, value => value / 255).filter(
            (_, i) => Math.floor(i / 6) % channels === channel,
          )
          const expected = own.reduce((sum, value) => sum + value, 0) / own.length
          const variance = own.reduce((sum, value) => sum + (value - expected) ** 2, 0) / own.length
          expect(mean[channel]).toBeCloseTo(expected, 10)
          expect(deviation[channel]).toBeCloseTo(Math.max(1e-3, Math.sqrt(variance)), 10)
        }
      },
    ),
  )
})

test('without an image there is nothing to measure', () => {
  expect(() => measurePixels(new Uint8Array(0), 0, [1, 2, 2])).toThrow('expected at least 1 image')
})
