import { pullBack } from './backward.js'
import { product } from './dimension.js'
import { batchFirst, batchLast } from './layout.js'
import { reshape } from './shape.js'
import { constant, fixed, operation, type Tensor } from './tensor.js'
import { gatherRows } from './unfold.js'

/** `nearest`: every pixel is repeated. `bilinear`: between pixel centers, values are mixed in proportion to their distance. */
export const interpolations = ['nearest', 'bilinear'] as const

/** How values between pixels are found: one of `interpolations`. */
export type Interpolation = (typeof interpolations)[number]

/** By how much height and width grow; whole numbers. */
export type Factors = readonly [rows: number, columns: number]

/**
 * Enlarges images by whole factors. x [batch, channels, height, width] → [batch, channels, height · rows, width · columns].
 *
 * @param factors for height and width, whole numbers
 * @param interpolation `nearest` or `bilinear`
 * @example ops.upsample2d(x, [2, 2], 'nearest')
 */
export function upsample2d(x: Tensor, [rows, columns]: Factors, interpolation: Interpolation): Tensor {
  const noRegion = constant(new Float32Array(0), [0])
  return operation('Resize', [x, noRegion, constant(Float32Array.of(1, 1, rows, columns), [4])], {
    shape: [x.shape[0]!, x.shape[1]!, fixed(x, 2) * rows, fixed(x, 3) * columns],
    attributes: resizeAttributes[interpolation],
    derivative: (dy, _, x) =>
      pullBack(batchFirst(gatheredUpsample2d(batchLast(x), [rows, columns], interpolation)), dy, [x]),
  })
}

const resizeAttributes = {
  nearest: {
    mode: { text: 'nearest' },
    coordinate_transformation_mode: { text: 'asymmetric' },
    nearest_mode: { text: 'floor' },
  },
  bilinear: { mode: { text: 'linear' }, coordinate_transformation_mode: { text: 'half_pixel' } },
} as const

/** The same with the batch on the last axis. z [channels, height, width, batch]. */
export function gatheredUpsample2d(z: Tensor, factors: Factors, interpolation: Interpolation): Tensor {
  return (interpolation === 'nearest' ? repeatPixels : interpolatePixels)(z, factors)
}

function repeatPixels(z: Tensor, [rows, columns]: Factors): Tensor {
  const [channels, height, width] = [fixed(z, 0), fixed(z, 1), fixed(z, 2)]
  const [newHeight, newWidth] = [height * rows, width * columns]
  const sources = Array.from({ length: channels * newHeight * newWidth }, (_, pixel) => {
    const row = Math.floor(pixel / newWidth) // of all channels
    return Math.floor(row / rows) * width + Math.floor((pixel % newWidth) / columns)
  })
  const repeated = gatherRows(reshape(z, [channels * height * width, z.shape[3]!]), sources)
  return reshape(repeated, [channels, newHeight, newWidth, z.shape[3]!])
}

/** Bilinear interpolation is linear along rows, then along columns. z [channels, height, width, batch]. */
function interpolatePixels(z: Tensor, [rows, columns]: Factors): Tensor {
  const [channels, height, width] = [fixed(z, 0), fixed(z, 1), fixed(z, 2)]
  const tall = combineRows(
    interpolationMatrix(height, rows),
    reshape(z, [channels, height, product([width, z.shape[3]!])]),
  )
  const slices = reshape(tall, [channels * height * rows, width, z.shape[3]!])
  const wide = combineRows(interpolationMatrix(width, columns), slices)
  return reshape(wide, [channels, height * rows, width * columns, z.shape[3]!])
}

type Matrix = readonly (readonly number[])[]

/** For each new position, the weight of each old one; new pixels lie where their centers do, as in Keras and in ONNX's `half_pixel`. */
export function interpolationMatrix(length: number, factor: number): Matrix {
  return Array.from({ length: length * factor }, (_, to) => {
    const position = (to + 0.5) / factor - 0.5
    const [before, mix] = [Math.floor(position), position - Math.floor(position)]
    const weights = new Array<number>(length).fill(0)
    weights[Math.max(0, before)]! += 1 - mix
    weights[Math.min(length - 1, before + 1)]! += mix
    return weights
  })
}

/** matrix [m, k] · each x[i] of a stack [stack, k, n] → [stack, m, n]. */
function combineRows(matrix: Matrix, x: Tensor): Tensor {
  const weights = constant(Float32Array.from(matrix.flat()), [matrix.length, matrix[0]!.length])
  return operation('MatMul', [weights, x], {
    shape: [x.shape[0]!, matrix.length, x.shape[2]!],
    derivative: dy => [
      undefined,
      combineRows(
        matrix[0]!.map((_, column) => matrix.map(row => row[column]!)),
        dy,
      ),
    ],
  })
}
