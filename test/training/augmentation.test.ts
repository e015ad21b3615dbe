import { describe, expect, test } from 'vitest'
import { toOnnx } from '../../src/graph/onnx.js'
import { input } from '../../src/graph/tensor.js'
import { randomStream } from '../../src/random.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { Value } from '../../src/runtime/runtime.js'
import { augment, parseAugmentation } from '../../src/training/augmentation.js'

const COUNT = 40

/** A bar of ink, 4 × 14 pixels, in the middle of each image. */
function bars(left = 12): Uint8Array {
  const images = new Uint8Array(COUNT * 784)
  for (let image = 0; image < COUNT; image++)
    for (let row = 7; row < 21; row++)
      images.fill(200, image * 784 + row * 28 + left, image * 784 + row * 28 + left + 4)
  return images
}

async function augmented(options: object, seed = 1, strength = 1, images = bars()): Promise<Float32Array[]> {
  const y = augment(input('image', 'uint8', ['batch', 28, 28]), parseAugmentation(options))
  expect(y.shape).toEqual(['batch', 28, 28])
  const { model, inputs } = toOnnx({ y })
  const fed = inputs.map(({ name, shape, draw }): [string, Value] => {
    const whole = [COUNT, ...(shape.slice(1) as number[])]
    if (!draw) return [name, { data: images, shape: whole }]
    const data = new Float32Array(whole.reduce((a, b) => a * b))
    draw(data, randomStream(seed, name), strength)
    return [name, { data, shape: whole }]
  })
  const program = await nodeRuntime.compile(model, { threads: 1 })
  const data = (await program.run(Object.fromEntries(fed))).y!.data as Float32Array
  await program.dispose()
  return Array.from({ length: COUNT }, (_, image) => data.slice(image * 784, (image + 1) * 784))
}

const ink = (image: Float32Array) => image.reduce((total, value) => total + value, 0)
const center = (image: Float32Array) => {
  let [x, y] = [0, 0]
  for (const [i, value] of image.entries()) {
    x += value * (i % 28)
    y += value * Math.floor(i / 28)
  }
  return [x / ink(image), y / ink(image)] as const
}
/** The direction of the longer axis, degrees from the vertical, by second moments. */
const tilt = (image: Float32Array) => {
  const [cx, cy] = center(image)
  let [xx, yy, xy] = [0, 0, 0]
  for (const [i, value] of image.entries()) {
    const [x, y] = [(i % 28) - cx, Math.floor(i / 28) - cy]
    xx += value * x * x
    yy += value * y * y
    xy += value * x * y
  }
  return (Math.atan2(2 * xy, yy - xx) / 2) * (180 / Math.PI)
}
const most = (values: number[]) => Math.max(...values.map(Math.abs))

const barInk = 200 * 4 * 14

describe('augmentation', () => {
  test('of nothing leaves the images as they are', async () => {
    const [image] = await augmented({})
    expect(Array.from(image!)).toEqual(Array.from(bars().subarray(0, 784)))
  })

  test('by a horizontal flip shows about half of the images in a mirror, to the last pixel, and none where it is disabled', async () => {
    const asTheyAre = Array.from(bars(3).subarray(0, 784))
    const mirrored = Array.from(bars(21).subarray(0, 784))
    const images = await augmented({ horizontalFlip: true }, 1, 1, bars(3))
    const flipped = images.filter(image => image[10 * 28 + 22]! > 100)
    expect(flipped.length).toBeGreaterThan(COUNT / 4)
    expect(flipped.length).toBeLessThan((3 * COUNT) / 4)
    for (const image of images)
      expect(Array.from(image, Math.round)).toEqual(flipped.includes(image) ? mirrored : asTheyAre)
    for (const image of await augmented({ horizontalFlip: true }, 1, 0, bars(3)))
      expect(Array.from(image, Math.round)).toEqual(asTheyAre)
  })

  test('by rotation turns up to the given angle, and keeps place and ink', async () => {
    const images = await augmented({ rotation: 20 })
    const angles = images.map(tilt)
    expect(most(angles)).toBeGreaterThan(15)
    expect(most(angles)).toBeLessThan(20.5)
    expect(new Set(angles).size).toBe(COUNT)
    expect(most(images.map(image => center(image)[0] - 13.5))).toBeLessThan(0.05)
    expect(most(images.map(image => ink(image) / barInk - 1))).toBeLessThan(0.03)
  })

  test('by translation moves up to the given pixels', async () => {
    const centers = (await augmented({ translation: 3 })).map(center)
    for (const axis of [0, 1] as const) {
      const moved = most(centers.map(place => place[axis] - 13.5))
      expect(moved).toBeGreaterThan(2)
      expect(moved).toBeLessThanOrEqual(3.001)
    }
  })

  test('by zoom changes each axis for itself by up to the given share', async () => {
    const changes = (await augmented({ zoom: 0.2 })).map(image => ink(image) / barInk)
    expect(Math.max(...changes)).toBeGreaterThan(1.15)
    expect(Math.max(...changes)).toBeLessThan(1.45)
    expect(Math.min(...changes)).toBeGreaterThan(0.63)
  })

  test('by shear slants the upright', async () => {
    const slants = (await augmented({ shear: 0.3 })).map(tilt)
    expect(most(slants)).toBeGreaterThan(12)
    expect(most(slants)).toBeLessThan(18)
  })

  test('by elastic displacement bends smoothly, by the given deviation', async () => {
    const centers = (await augmented({ elastic: 1 })).map(image => center(image)[0] - 13.5)
    const deviation = Math.sqrt(centers.reduce((total, dx) => total + dx * dx, 0) / COUNT)
    // The center of a bar is a mean over many points, so it moves less than one of them.
    expect(deviation).toBeGreaterThan(0.3)
    expect(deviation).toBeLessThan(1.1)
  })

  test('by thickness adds ink to some strokes and takes it from others, at most toward two pixels', async () => {
    const changes = (await augmented({ thickness: 0.6 })).map(image => ink(image) / barInk)
    expect(Math.max(...changes)).toBeGreaterThan(1.25)
    expect(Math.max(...changes)).toBeLessThan(1 + 0.6 * ((6 * 16) / (4 * 14) - 1))
    expect(Math.min(...changes)).toBeLessThan(0.75)
    expect(Math.min(...changes)).toBeGreaterThan(1 + 0.6 * ((2 * 12) / (4 * 14) - 1))
  })

  test('by blur keeps the ink and softens the edge', async () => {
    const images = await augmented({ blur: 0.9 })
    expect(most(images.map(image => ink(image) / barInk - 1))).toBeLessThan(1e-4)
    expect(Math.max(...images.map(image => image[14 * 28 + 11]!))).toBeGreaterThan(40)
  })

  test('by contrast makes ink fainter and stronger, never above 255', async () => {
    const peaks = (await augmented({ contrast: 0.5 })).map(image => Math.max(...image))
    expect(Math.min(...peaks)).toBeLessThan(120)
    expect(Math.max(...peaks)).toBe(255)
  })

  test('by outline leaves the edges of some strokes alone', async () => {
    const images = await augmented({ outline: 0.5 })
    const hollow = images.filter(image => image[14 * 28 + 13]! < 1 && image[14 * 28 + 12]! > 150)
    expect(hollow.length).toBeGreaterThan(8)
    expect(images.filter(image => Math.abs(ink(image) / barInk - 1) < 1e-4).length).toBe(COUNT - hollow.length)
  })

  test.each([
    ['noise', { noise: 0.3 }],
    ['background', { background: 0.6 }],
    ['lines', { lines: 3 }],
    ['erasing', { erasing: 3 }],
  ])('by %s changes less than half of the images, never beyond 0 to 255', async (_, options) => {
    const images = await augmented(options)
    const before = bars()
    const changed = images.filter(image => image.some((value, at) => Math.abs(value - before[at]!) > 1))
    expect(changed.length).toBeGreaterThan(0)
    expect(changed.length).toBeLessThan(COUNT / 2)
    for (const image of changed) {
      expect(Math.min(...image)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...image)).toBeLessThanOrEqual(255)
    }
  })

  test('by randomErasing replaces a rectangle of that fraction of the images by noise', async () => {
    const images = await augmented({ randomErasing: 0.5 })
    const before = bars()
    const areas = images.map(image => image.reduce((count, value, at) => count + Number(value !== before[at]), 0))
    const changed = areas.filter(area => area > 0)
    expect(Math.abs(changed.length - COUNT / 2)).toBeLessThan(3 * Math.sqrt(COUNT / 4))
    expect(Math.min(...changed)).toBeGreaterThan(0.01 * 784)
    expect(Math.max(...changed)).toBeLessThan(0.36 * 784)
  })

  test('is the same for the same seed, and another for another', async () => {
    const options = { rotation: 10, elastic: 1, thickness: 0.5 }
    expect(await augmented(options, 7)).toEqual(await augmented(options, 7))
    expect(await augmented(options, 7)).not.toEqual(await augmented(options, 8))
  })

  test('refuses what it does not know or cannot do', () => {
    expect(() => parseAugmentation({ rotate: 5 })).toThrow(/augmentation: .*rotate.*rotation/)
    expect(() => parseAugmentation({ zoom: 1 })).toThrow('augmentation: expected zoom to be in [0, 1), received 1')
    expect(() => parseAugmentation({ rotation: -1 })).toThrow(
      'augmentation: expected rotation to be a number ≥ 0, received -1',
    )
  })
})

test('augmentation of strength 0 leaves the images as they are, whatever it may do', async () => {
  const everything = {
    noise: 0.3,
    background: 0.6,
    lines: 3,
    erasing: 3,
    randomErasing: 0.5,
    outline: 0.5,
    rotation: 20,
    zoom: 0.2,
    shear: 0.3,
    horizontalFlip: true,
    translation: 2,
    elastic: 1,
    thickness: 0.5,
    blur: 0.5,
  }
  const expected = bars(3)
  for (const image of await augmented({ ...everything, contrast: 0.3 }, 1, 0, expected)) {
    const difference = image.map((value, i) => Math.abs(value - expected[i]!))
    expect(Math.max(...difference)).toBeLessThan(0.02)
  }
})
