import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { countChannels, grayImage, plane } from '../../src/reading/picture.js'

test('a new plane has a value of 0 for each pixel', () => {
  expect(plane(3, 2)).toEqual({ data: new Float32Array(6), width: 3, height: 2 })
})

test('values from black to white become bytes, and what lies beyond is black or white', () => {
  const values = { data: Float32Array.of(-9, -3, 0, 1.5, 3, 9), width: 3, height: 2 }
  expect(grayImage(values, 3, -3)).toEqual({ data: Uint8Array.of(0, 0, 128, 191, 255, 255), width: 3, height: 2 })
  const grayLevels = { data: Float32Array.from({ length: 256 }, (_, i) => i / 255), width: 16, height: 16 }
  expect([...grayImage(grayLevels).data]).toEqual(Array.from({ length: 256 }, (_, i) => i))
})

test('a pixel has one to four bytes, and all else is refused by what was expected', () => {
  const side = fc.integer({ min: 1, max: 12 })
  fc.assert(
    fc.property(side, side, fc.integer({ min: 0, max: 800 }), (width, height, length) => {
      const channels = length / (width * height)
      const count = () => countChannels({ data: new Uint8Array(length), width, height })
      if ([1, 2, 3, 4].includes(channels)) expect(count()).toBe(channels)
      else expect(count).toThrow(UsageError)
    }),
  )
  for (const bad of [0, -1, 1.5, Number.NaN])
    expect(() => countChannels({ data: new Uint8Array(4), width: 2, height: bad })).toThrow(
      `picture: expected height to be a positive integer, received ${bad}`,
    )
})
