import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  asJpeg,
  cropped,
  faint,
  inverted,
  padded,
  placed,
  resized,
  rotated,
  shadowed,
} from '../../../bench/invariance/pixels.js'
import type { GrayImage } from '../../../src/reading/picture.js'

const square = (side: number, ...data: number[]): GrayImage => ({
  data: Uint8Array.from(data),
  width: side,
  height: side,
})

/** A white rectangle on black paper. */
function rectangle(side: number, left: number, top: number, width: number, height: number): GrayImage {
  const data = new Uint8Array(side * side)
  for (let y = top; y < top + height; y++) data.fill(255, y * side + left, y * side + left + width)
  return { data, width: side, height: side }
}

const mean = ({ data }: GrayImage) => data.reduce((sum, value) => sum + value, 0) / data.length

test('inverting twice changes nothing', () => {
  const image = square(2, 0, 255, 7, 100)
  expect([...inverted(image).data]).toEqual([255, 0, 248, 155])
  expect(inverted(inverted(image))).toEqual(image)
})

test('padding adds paper, and cropping takes it off again', () => {
  const image = rectangle(8, 0, 0, 8, 8)
  const wide = padded(image, 0.5)
  expect([wide.width, wide.height]).toEqual([16, 16])
  expect(wide.data.filter(value => value > 0)).toHaveLength(64)
  expect(cropped(wide)).toEqual(image)
})

test('cropping finds the ink wherever it stands', () => {
  const side = fc.integer({ min: 1, max: 6 })
  fc.assert(
    fc.property(side, side, fc.nat(4), fc.nat(4), (width, height, left, top) => {
      const image = cropped(rectangle(12, left, top, width, height))
      expect([image.width, image.height, mean(image)]).toEqual([width, height, 255])
    }),
  )
  expect(() => cropped(square(2, 0, 0, 0, 0))).toThrow('expected a picture with ink')
})

test('what is placed stands where it is put', () => {
  expect([...placed(square(1, 9), 3, 2, 1).data]).toEqual([0, 0, 0, 0, 0, 9, 0, 0, 0])
})

test('a picture keeps its tones at another size, and as JPEG', async () => {
  const image = rectangle(28, 8, 6, 12, 16)
  for (const side of [20, 100]) {
    const other = await resized(image, side)
    expect([other.width, other.height, other.data.length]).toEqual([side, side, side * side])
    expect(mean(other)).toBeCloseTo(mean(image), -1)
  }
  const jpeg = await asJpeg(image, 50)
  expect([jpeg.width, jpeg.height]).toEqual([28, 28])
  expect(mean(jpeg)).toBeCloseTo(mean(image), -1)
  expect(jpeg.data).not.toEqual(image.data)
})

test('a picture is turned clockwise, and grows', async () => {
  const bar = rectangle(20, 9, 2, 2, 16)
  expect(await rotated(bar, 90)).toEqual(rectangle(20, 2, 9, 16, 2))
  const turned = await rotated(bar, 10)
  expect(turned.width).toBeGreaterThan(20)
  const { data, width } = turned
  const middleOf = (row: number) => {
    const line = [...data.subarray(row * width, (row + 1) * width)]
    return line.reduce((sum, value, x) => sum + value * x, 0) / line.reduce((sum, value) => sum + value, 0)
  }
  expect(middleOf(6)).toBeGreaterThan(middleOf(width - 7)) // its top leans to the right
})

test('light falls off toward the angle, from all of it to the least', () => {
  const light = shadowed(rectangle(50, 0, 0, 50, 50), 0.4, 0)
  const row = [...light.data.subarray(0, 50)]
  expect(row).toEqual(row.toSorted((a, b) => b - a))
  expect(row[0]).toBeGreaterThan(0.98 * 255)
  expect(row[49]! / 255).toBeCloseTo(0.4, 1)
  const below = shadowed(rectangle(50, 0, 0, 50, 50), 0.4, Math.PI / 2)
  expect(below.data[0]).toBeGreaterThan(below.data[49 * 50]!)
})

test('faint ink differs from its paper by so many tones', () => {
  expect([...faint(square(2, 0, 255, 128, 1), 20).data]).toEqual([0, 20, 10, 0])
})
