import * as v from 'valibot'
import { UsageError } from '../errors.js'
import { relu } from '../graph/activation.js'
import { minimum } from '../graph/comparison.js'
import { add, cast, multiply, negate, subtract } from '../graph/elementwise.js'
import { matmul } from '../graph/linear.js'
import { noise } from '../graph/noise.js'
import { averagePool2d, maxPool2d } from '../graph/pooling.js'
import { gridSample } from '../graph/sampling.js'
import { reshape, slice, transpose } from '../graph/shape.js'
import { constant, fixed, formatShape, scalar, type Tensor } from '../graph/tensor.js'
import { flag, fraction, notNegative, parseOptions, wholeNumber } from '../options.js'
import type { Random } from '../random.js'
import { type Disturbances, drawDisturbances } from './disturbances.js'

/** How far the training images are changed, each anew at every step. What is left out is 0. */
export interface Augmentation extends Disturbances {
  /** Degrees, to either side. */
  readonly rotation: number
  /** Fraction by which width and height grow or shrink, each for itself, in [0, 1). */
  readonly zoom: number
  /** Slant to either side: the tangent of its angle. */
  readonly shear: number
  /** Whether every other image is seen in a mirror, left and right exchanged: for what keeps its class there. */
  readonly horizontalFlip: boolean
  /** Pixels, in both directions. */
  readonly translation: number
  /** Standard deviation of the smooth displacement of each point, in pixels (Simard, Steinkraus and Platt 2003). */
  readonly elastic: number
  /** Fraction of the way toward strokes that are two pixels thicker or thinner, in [0, 1). */
  readonly thickness: number
  /** Fraction of the way toward the mean of 3 × 3 pixels, in [0, 1). */
  readonly blur: number
  /** Fraction by which the ink may be stronger or weaker, in [0, 1). */
  readonly contrast: number
  /** Fraction of the images of which the outlines of the strokes alone are left, in [0, 1). */
  readonly outline: number
  /** How many epochs at the end see the images as they are, as at prediction. */
  readonly disableAugmentationLastEpochs: number
}

const amount = v.optional(notNegative, 0)
const part = v.optional(fraction, 0)

const schema = v.strictObject({
  rotation: amount,
  zoom: part,
  shear: amount,
  horizontalFlip: v.optional(flag, false),
  translation: amount,
  elastic: amount,
  thickness: part,
  blur: part,
  contrast: part,
  outline: part,
  noise: part,
  background: part,
  lines: v.optional(wholeNumber, 0),
  erasing: v.optional(wholeNumber, 0),
  randomErasing: part,
  disableAugmentationLastEpochs: v.optional(wholeNumber, 0),
})

/**
 * Checks the options of an augmentation and fills in what is left out.
 *
 * @throws {UsageError} if an option is unknown or out of range
 * @example parseAugmentation({ rotation: 10, translation: 2 })
 */
export function parseAugmentation(value: unknown): Augmentation {
  return parseOptions('augmentation', schema, value)
}

/**
 * Changes each image a little, at random: strokes thicker or thinner, then turned, bent and moved, then blurred, fainter or
 * stronger. All of it is part of the graph, and its randomness a few numbers for each image that the host draws, so it
 * costs no thread of its own and is the same in Node and in a page.
 *
 * @param image uint8 or float32, [batch, height, width] or [batch, channels, height, width], 0–255
 * @returns float32 of the same shape, 0–255
 * @throws {UsageError} if the image has another form
 */
export function augment(image: Tensor, options: Augmentation): Tensor {
  const { thickness, outline, blur, contrast } = options
  const { shape } = image
  if (shape.length !== 3 && shape.length !== 4)
    throw new UsageError(
      `augment: expected [batch, height, width] or [batch, channels, height, width], received ${formatShape(shape)}`,
    )
  const [height, width] = [fixed(image, shape.length - 2), fixed(image, shape.length - 1)]
  const channels = shape.length === 4 ? fixed(image, 1) : 1
  let x = reshape(cast(image, 'float32'), [shape[0]!, channels, height, width])
  if (thickness > 0) x = changeThickness(x, thickness)
  if (outline > 0) x = outlined(x, outline)
  if (moves(options)) x = gridSample(x, warpedGrid(x, options))
  if (blur > 0)
    x = blend(
      x,
      averagePool2d(x, around),
      perImage(image, 'augmentation:blur', (random, strength) => strength * blur * random.uniform()),
    )
  if (contrast > 0) {
    const gain = perImage(
      image,
      'augmentation:gain',
      (random, strength) => 1 + strength * contrast * toEitherSide(random),
    )
    x = minimum(multiply(x, gain), scalar(255))
  }
  if (disturbs(options)) x = disturbed(x, options)
  return reshape(x, shape)
}

const around = { poolSize: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] } as const

/** The largest of 3 × 3 pixels. */
function dilated(x: Tensor): Tensor {
  return maxPool2d(x, around)
}

/** The smallest of 3 × 3 pixels. */
function eroded(x: Tensor): Tensor {
  return negate(maxPool2d(negate(x), around))
}

/** Toward the largest of 3 × 3 pixels, or toward the smallest. */
function changeThickness(x: Tensor, thickness: number): Tensor {
  const change = perImage(
    x,
    'augmentation:thickness',
    (random, strength) => strength * thickness * toEitherSide(random),
  )
  return blend(blend(x, dilated(x), relu(change)), eroded(x), relu(negate(change)))
}

/** The outlines of the strokes instead of the strokes, of some images. */
function outlined(x: Tensor, share: number): Tensor {
  const chosen = perImage(x, 'augmentation:outline', (random, strength) =>
    random.uniform() < strength * share ? 1 : 0,
  )
  return blend(x, subtract(dilated(x), eroded(x)), chosen)
}

function disturbs({ noise, background, lines, erasing, randomErasing }: Disturbances): boolean {
  return noise + background + lines + erasing + randomErasing > 0
}

/** @param x [batch, channels, height, width]; all channels are disturbed alike */
function disturbed(x: Tensor, options: Disturbances): Tensor {
  const size = [fixed(x, 2), fixed(x, 3)] as const
  const area = size[0] * size[1]
  const veil = noise('augmentation:veil', 'float32', [x.shape[0]!, 2, ...size], (values, random, strength) => {
    for (let start = 0; start < values.length; start += 2 * area)
      drawDisturbances(values.subarray(start, start + 2 * area) as Float32Array, size, options, random, strength)
  })
  const part = (index: number) => slice(veil, [{ axis: 1, start: index, end: index + 1 }])
  return relu(minimum(add(multiply(x, part(0)), part(1)), scalar(255)))
}

function moves({ rotation, zoom, shear, horizontalFlip, translation, elastic }: Augmentation): boolean {
  return horizontalFlip || rotation + zoom + shear + translation + elastic > 0
}

/**
 * Where each pixel of the new image comes from. A grid is a sum of patterns, each with a coefficient for columns and for rows:
 * columns, rows and 1 make every affine map; a bump around each of 5 × 5 points bends it. So the host draws
 * 2 · 28 numbers for an image, and one matrix product does the rest.
 *
 * @param x [batch, channels, height, width]
 */
function warpedGrid(x: Tensor, options: Augmentation): Tensor {
  const batch = x.shape[0]!
  const size = [fixed(x, 2), fixed(x, 3)] as const
  const area = size[0] * size[1]
  const patterns = gridPatterns(size)
  const count = patterns.length / area
  const coefficients = noise('augmentation:warp', 'float32', [batch, 2, count], (values, random, strength) => {
    for (let start = 0; start < values.length; start += 2 * count)
      drawWarp(values.subarray(start, start + 2 * count) as Float32Array, options, size, random, strength)
  })
  const grid = matmul(coefficients, constant(patterns, [count, area])) // [batch, 2, height · width]
  return reshape(transpose(grid, [0, 2, 1]), [batch, ...size, 2])
}

/** Coefficients of one image: those of the columns' patterns, then those of the rows'. */
function drawWarp(
  coefficients: Float32Array,
  options: Augmentation,
  [height, width]: Size,
  random: Random,
  strength: number,
): void {
  const rows = coefficients.length / 2
  const far = () => strength * toEitherSide(random)
  const angle = ((options.rotation * Math.PI) / 180) * far()
  const slant = options.shear * far()
  const [zoomX, scaleY] = [1, 1].map(() => 1 / (1 + options.zoom * far())) as [number, number]
  // Drawn only where it is asked for, so that the numbers of other augmentations stay what they were.
  const scaleX = options.horizontalFlip && random.uniform() < 0.5 * strength ? -zoomX : zoomX
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  // Both axes run from -1 to 1, so what turns one into the other knows how long they are.
  coefficients[0] = cos * scaleX
  coefficients[1] = (slant * cos - sin) * scaleX * (height / width)
  coefficients[rows] = sin * scaleY * (width / height)
  coefficients[rows + 1] = (slant * sin + cos) * scaleY
  for (const [first, pixel] of [
    [0, 2 / width],
    [rows, 2 / height],
  ] as const) {
    coefficients[first + 2] = options.translation * pixel * far()
    for (let i = first + 3; i < first + rows; i++)
      coefficients[i] = strength * options.elastic * pixel * random.normal()
  }
}

/** Height and width of an image, in pixels. */
type Size = readonly [height: number, width: number]

/** Columns, rows, 1, and 25 bumps [28, height · width], in the units of `gridSample`. */
function gridPatterns([height, width]: Size): Float32Array {
  const along = (length: number) => Array.from({ length }, (_, i) => Math.fround((i + 0.5) * (2 / length) - 1))
  const [rows, columns] = [along(height), along(width)]
  const centers = [-1, -0.5, 0, 0.5, 1]
  const spread = 8 / 28 // Simard's choice: 4 pixels, on images of 29 pixels
  const shapes: ((column: number, row: number) => number)[] = [
    column => column,
    (_, row) => row,
    () => 1,
    ...centers.flatMap(y => centers.map(x => bump(x, y))),
  ]
  return Float32Array.from(shapes.flatMap(shape => rows.flatMap(row => columns.map(column => shape(column, row)))))

  /** Normalized so that the sum of all bumps, each with a coefficient of variance 1, has variance 1 everywhere. */
  function bump(x: number, y: number) {
    return (column: number, row: number) => hill(column, x) * hill(row, y)
  }
  function hill(position: number, center: number): number {
    const height = (c: number) => Math.exp(-((position - c) ** 2) / (2 * spread ** 2))
    return height(center) / Math.sqrt(centers.reduce((total, c) => total + height(c) ** 2, 0))
  }
}

/** A number for each image, [batch, 1, 1, 1]. */
function perImage(image: Tensor, name: string, draw: (random: Random, strength: number) => number): Tensor {
  return noise(name, 'float32', [image.shape[0]!, 1, 1, 1], (values, random, strength) => {
    for (let i = 0; i < values.length; i++) values[i] = draw(random, strength)
  })
}

/** a + fraction · (b - a). */
function blend(a: Tensor, b: Tensor, fraction: Tensor): Tensor {
  return add(a, multiply(fraction, subtract(b, a)))
}

function toEitherSide(random: Random): number {
  return 2 * random.uniform() - 1
}
