import { describe, expect, test } from 'vitest'
import { randomStream } from '../../src/random.js'
import { transform } from '../../src/robustness/corruptions/affine.js'
import { corruptImages, corruptionNamed, corruptions } from '../../src/robustness/corruptions/catalog.js'
import { PIXELS, SIDE } from '../../src/robustness/corruptions/corruption.js'
import { gaussianBlur, verticalGaussianBlur } from '../../src/robustness/corruptions/gaussian.js'

/** An image of 0 and 255 from a picture of 28 × 28 by a rule. */
const draw = (isInk: (row: number, column: number) => boolean) =>
  Uint8Array.from({ length: PIXELS }, (_, i) => (isInk(Math.floor(i / SIDE), i % SIDE) ? 255 : 0))
const blank = new Uint8Array(PIXELS)
const square = draw((row, column) => row >= 8 && row < 20 && column >= 8 && column < 20)
const { integer } = randomStream(1, 'grays')
const grays = new Uint8Array(6 * PIXELS).map(() => integer(256))
/** To compare images by: a text is compared in no time. */
const text = (images: Uint8Array) => Buffer.from(images).toString('base64')
const many = (image: Uint8Array, count: number) =>
  Uint8Array.from({ length: count * PIXELS }, (_, i) => image[i % PIXELS]!)
const ink = (image: Uint8Array) => image.reduce((sum, value) => sum + value, 0)
const mean = (image: Uint8Array) => ink(image) / image.length

/** What depends on no random number. */
const certain = ['scale', 'brightness', 'stripe', 'canny_edges']

test('the fifteen come in their published order', () => {
  expect(corruptions.map(({ name }) => name).join(' ')).toBe(
    'shot_noise impulse_noise glass_blur motion_blur shear scale rotate brightness translate stripe fog spatter dotted_line zigzag canny_edges',
  )
})

describe.each(corruptions.map(({ name }) => name))('%s', name => {
  test('leaves its input alone and yields images of the same size', () => {
    const before = grays.slice()
    expect(corruptImages(corruptionNamed(name), grays)).toHaveLength(grays.length)
    expect(text(grays)).toBe(text(before))
  })

  test('stays within [0, 1], whatever the image and the numbers', () => {
    for (const image of [blank, square, new Uint8Array(PIXELS).fill(255), grays.subarray(0, PIXELS)])
      for (let seed = 0; seed < 20; seed++) {
        const result = corruptionNamed(name).apply(
          Float32Array.from(image, value => value / 255),
          randomStream(seed),
        )
        expect(Math.min(...result)).toBeGreaterThanOrEqual(0)
        expect(Math.max(...result)).toBeLessThanOrEqual(1 + 1e-6)
      }
  })

  test('is the same for the same seed and index, whatever else is corrupted', () => {
    const all = corruptImages(corruptionNamed(name), grays, { seed: 7 })
    const few = corruptImages(corruptionNamed(name), grays.subarray(0, 3 * PIXELS), { seed: 7 })
    expect(text(corruptImages(corruptionNamed(name), grays, { seed: 7 }))).toBe(text(all))
    expect(text(few)).toBe(text(all.subarray(0, 3 * PIXELS)))
  })

  test('differs from seed to seed where it is random', () => {
    const [first, second] = [0, 1].map(seed => text(corruptImages(corruptionNamed(name), many(square, 8), { seed })))
    if (certain.includes(name)) expect(second).toBe(first)
    else expect(second).not.toBe(first)
  })

  test('changes a square', () => expect(text(corruptImages(corruptionNamed(name), square))).not.toBe(text(square)))
})

test.each(['shot_noise', 'glass_blur', 'motion_blur', 'shear', 'scale', 'rotate', 'translate', 'fog', 'canny_edges'])(
  '%s leaves a blank image blank',
  name => expect(ink(corruptImages(corruptionNamed(name), many(blank, 20)))).toBe(0),
)

test('shot noise counts photons: thirds of the ink, with the mean of a Poisson distribution cut off at three', () => {
  const values = corruptImages(
    corruptionNamed('shot_noise'),
    many(
      draw(() => true),
      20,
    ),
  )
  expect(new Set(values)).toEqual(new Set([0, 85, 170, 255]))
  // The probabilities of 0, 1 and 2 photons where 3 are expected.
  const p = [1, 3, 4.5].map(term => term * Math.exp(-3))
  const expected = (p[1]! + 2 * p[2]! + 3 * (1 - p[0]! - p[1]! - p[2]!)) / 3
  expect(mean(values) / 255).toBeCloseTo(expected, 1.7)
})

test('impulse noise replaces 17 % of the pixels, half of them by ink', () => {
  const values = corruptImages(corruptionNamed('impulse_noise'), many(new Uint8Array(PIXELS).fill(100), 20))
  const fraction = (wanted: number) => values.filter(value => value === wanted).length / values.length
  expect(fraction(100)).toBeCloseTo(0.83, 1.7)
  expect(fraction(0)).toBeCloseTo(0.085, 1.7)
  expect(fraction(255)).toBeCloseTo(0.085, 1.7)
})

test('glass blur blurs from row to row alone, and swaps neighbors', () => {
  const point = draw((row, column) => row === 14 && column === 14)
  const result = corruptImages(corruptionNamed('glass_blur'), many(point, 200))
  expect(ink(result) / 200).toBeGreaterThan(200) // rounding down takes little of the 255
  const rows = draw(row => row === 14)
  const level = Float32Array.from(rows, value => value / 255)
  const blurred = verticalGaussianBlur(0.7)(level)
  expect(blurred[14 * SIDE]).toBeCloseTo(0.57, 2)
  expect(blurred.subarray(14 * SIDE, 15 * SIDE).every(value => value === blurred[14 * SIDE])).toBe(true)
  const columns = Float32Array.from(
    draw((_, column) => column === 14),
    value => value / 255,
  )
  for (const [i, value] of verticalGaussianBlur(0.7)(columns).entries()) expect(value).toBeCloseTo(columns[i]!, 6)
})

test('motion blur smears a point to the left, within 45° of the horizontal', () => {
  const point = draw((row, column) => row === 14 && column === 20)
  for (let seed = 0; seed < 30; seed++) {
    const result = corruptImages(corruptionNamed('motion_blur'), point, { seed })
    const touched = [...result.keys()]
      .filter(i => result[i]! > 0)
      .map(i => ({ dx: (i % SIDE) - 20, dy: Math.floor(i / SIDE) - 14 }))
    expect(touched.length).toBeGreaterThan(4)
    for (const { dx, dy } of touched) {
      expect(dx).toBeLessThanOrEqual(0)
      expect(Math.abs(dy)).toBeLessThanOrEqual(Math.abs(dx) + 1)
    }
  }
})

test('translate moves by three pixels along both axes, in all four directions', () => {
  const at = (row: number, column: number) => draw((r, c) => r === row && c === column)
  const results = Array.from({ length: 40 }, (_, seed) =>
    corruptImages(corruptionNamed('translate'), at(14, 14), { seed }).indexOf(255),
  )
  const corners = [11, 17].flatMap(row => [11, 17].map(column => row * SIDE + column))
  expect([...new Set(results)].sort((a, b) => a - b)).toEqual(corners)
})

test('scale leaves 0.7 of each side', () => {
  const wide = draw((row, column) => row >= 4 && row < 24 && column >= 4 && column < 24)
  const result = corruptImages(corruptionNamed('scale'), wide)
  expect(ink(result) / ink(wide)).toBeCloseTo(0.49, 2)
  expect(result[14 * SIDE + 6]).toBe(0)
  expect(result[14 * SIDE + 8]).toBe(255)
})

test('rotate turns by 0.4 radians to either side and keeps the center', () => {
  const bar = draw((row, column) => Math.abs(row - 13.5) < 1 && column >= 4 && column < 24)
  const heights = Array.from({ length: 20 }, (_, seed) => {
    const result = corruptImages(corruptionNamed('rotate'), bar, { seed })
    const right = [...result.keys()].filter(i => result[i]! > 128 && i % SIDE > 19)
    const row = right.reduce((sum, i) => sum + Math.floor(i / SIDE), 0) / right.length
    return Math.sign(row - 13.5)
  })
  expect(new Set(heights)).toEqual(new Set([-1, 1]))
})

test('the identity changes nothing, and what comes from outside is background', () => {
  const image = Float32Array.from(grays.subarray(0, PIXELS), value => value / 255)
  const same = transform(image, [1, 0, 0, 1])
  for (let i = 0; i < PIXELS; i++) expect(same[i]).toBeCloseTo(image[i]!, 6)
  expect(transform(new Float32Array(PIXELS).fill(1), [1, 0, 0, 1], [0, 30])).toEqual(new Float32Array(PIXELS))
})

test('brightness adds half of the ink', () => {
  const result = corruptImages(
    corruptionNamed('brightness'),
    Uint8Array.from({ length: PIXELS }, (_, i) => i % 256),
  )
  for (const [i, value] of result.entries())
    expect(Math.abs(value - Math.min(255, (i % 256) + 127.5))).toBeLessThanOrEqual(0.5)
})

test('stripe inverts seven columns at either side', () => {
  const result = corruptImages(corruptionNamed('stripe'), blank)
  for (const [i, value] of result.entries()) expect(value).toBe(i % SIDE < 7 || i % SIDE >= 21 ? 255 : 0)
})

test('fog hides contrast but keeps an image as bright as it may be', () => {
  const result = corruptImages(corruptionNamed('fog'), many(square, 50))
  const level = (inside: boolean) => {
    const places = [...result.keys()].filter(i => (square[i % PIXELS] === 255) === inside)
    return places.reduce((sum, i) => sum + result[i]!, 0) / places.length
  }
  // The ink is 1 of at most 4, so it stands out by a quarter of the whole range.
  expect(level(true) - level(false)).toBeCloseTo(255 / 4, -1)
  expect(level(false)).toBeGreaterThan(50)
})

test('spatter puts mud of one gray level before the image', () => {
  const onBlank = corruptImages(corruptionNamed('spatter'), many(blank, 50))
  expect(Math.max(...onBlank)).toBeLessThanOrEqual(63)
  const covered = onBlank.filter(value => value > 0).length / onBlank.length
  expect(covered).toBeGreaterThan(0.05)
  expect(covered).toBeLessThan(0.5)
})

test('dotted lines run from edge to edge, two columns of four', () => {
  for (let seed = 0; seed < 20; seed++) {
    const result = corruptImages(corruptionNamed('dotted_line'), blank, { seed })
    const columns = new Set([...result.keys()].filter(i => result[i]! > 0).map(i => i % SIDE))
    for (const column of columns) expect(column % 4).toBeGreaterThanOrEqual(2)
    expect(columns.size).toBeGreaterThanOrEqual(6)
  }
})

test('zigzags run from the second column to the last but three, up and down', () => {
  for (let seed = 0; seed < 20; seed++) {
    const result = corruptImages(corruptionNamed('zigzag'), blank, { seed })
    const columns = [...result.keys()].filter(i => result[i]! > 0).map(i => i % SIDE)
    expect(Math.min(...columns)).toBeGreaterThanOrEqual(1)
    expect(Math.max(...columns)).toBeLessThanOrEqual(25)
  }
})

test('canny edges are the outline of a square, one pixel wide, its inside empty', () => {
  const result = corruptImages(corruptionNamed('canny_edges'), square)
  expect(new Set(result)).toEqual(new Set([0, 255]))
  const rim = (i: number) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE]
    return row < 7 || column < 7 || row > 20 || column > 20 || (row > 9 && row < 18 && column > 9 && column < 18)
  }
  for (const [i, value] of result.entries()) if (rim(i)) expect(value).toBe(0)
  const count = ink(result) / 255
  expect(count).toBeGreaterThan(36)
  expect(count).toBeLessThan(56)
})

test('a blur keeps the ink, and of an even image everything', () => {
  const image = Float32Array.from(square, value => value / 255)
  const total = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0)
  expect(total(gaussianBlur(1)(image))).toBeCloseTo(total(image), 3)
  for (const value of gaussianBlur(1.5)(new Float32Array(PIXELS).fill(0.5))) expect(value).toBeCloseTo(0.5, 6)
  expect(gaussianBlur(1, 'constant')(new Float32Array(PIXELS).fill(1))[0]).toBeLessThan(0.5)
})

test('images of another size are refused by name', () => {
  expect(() => corruptImages(corruptionNamed('fog'), new Uint8Array(785))).toThrow(
    'fog: expected images of 28 × 28 pixels, received 785 values',
  )
})

test('a corruption that does not exist is refused by the names of those that do', () => {
  expect(() => corruptionNamed('rain')).toThrow(
    'corruptionNamed: expected one of shot_noise, impulse_noise, glass_blur, motion_blur, shear, scale, rotate, brightness, translate, stripe, fog, spatter, dotted_line, zigzag, canny_edges, received "rain"',
  )
})
