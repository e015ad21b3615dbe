import { relu } from './activation.js'
import { batchFirst, batchLast } from './batchLast.js'
import type { ConvolutionOptions } from './convolution.js'
import { type Dimension, product as times } from './dimension.js'
import { add, divide, equalMask, multiply } from './elementwise.js'
import { gemm } from './linear.js'
import type { PoolOptions } from './pooling.js'
import { sum } from './reduction.js'
import { reshape, transpose } from './shape.js'
import { constant, fixed, operation, type Tensor } from './tensor.js'
import { gridOf, pixelsByPlace, unfold, type WindowOptions } from './unfold.js'

// Convolution and pooling for training: the same values as the operators that prediction uses, computed with the batch on
// the last axis, from windows that are unfolded once and serve the gradient of the kernel, too.

/** A convolution [filters, rows, columns, batch] that can be had in another order of its pixels. */
interface Convolved extends Tensor {
  /** The pixels that are wanted, counted row by row: [filters, pixels, batch]. */
  readonly at: (pixels: readonly number[]) => Tensor
}

/** `conv2d` with a derivative. x [batch, channels, height, width] → [batch, filters, …, …]. */
export function unfoldedConv2d(x: Tensor, w: Tensor, { strides, pads, bias }: ConvolutionOptions): Tensor {
  const [filters, channels, kh, kw] = w.shape as [number, number, number, number]
  const [z, window] = [batchLast(x), { size: [kh, kw], strides, pads } as const]
  const kernel = reshape(w, [filters, channels * kh * kw])
  const [rows, columns] = gridOf(z, window)
  const batch = z.shape[3]!
  const at = (pixels?: readonly number[]) => {
    const windows = pixels?.length ?? rows * columns
    const unfolded = reshape(unfold(z, window, pixels), [channels * kh * kw, times([windows, batch])])
    return reshape(product(kernel, unfolded), [filters, windows, batch])
  }
  const y: Convolved = { ...reshape(at(), [filters, rows, columns, batch]), at }
  return batchFirst(bias ? add(y, reshape(bias, [filters, 1, 1, 1])) : y)
}

/** `maxPool2d` with a derivative; equal winners share the gradient. */
export function unfoldedMaxPool2d(x: Tensor, options: PoolOptions): Tensor {
  return batchFirst(maxOfWindows(batchLast(x), windowOf(options)))
}

/** `averagePool2d` with a derivative. */
export function unfoldedAveragePool2d(x: Tensor, options: PoolOptions): Tensor {
  const [z, window] = [batchLast(x), windowOf(options)]
  const places = pixelsByPlace(z, window)
  const counts = places[0]!.map((_, i) => places.filter(met => met[i]! >= 0).length)
  const [channels, grid] = [fixed(z, 0), gridOf(z, window)]
  const grouped = reshape(unfold(z, window), [channels, places.length, counts.length, z.shape[3]!])
  const parts = constant(
    Float32Array.from(counts, count => 1 / count),
    [counts.length, 1],
  )
  return batchFirst(reshape(multiply(sum(grouped, [1]), parts), [channels, ...grid, z.shape[3]!]))
}

const windowOf = ({ poolSize, strides, pads }: PoolOptions): WindowOptions => ({ size: poolSize, strides, pads })

/**
 * z [channels, height, width, batch]. The maximum changes places with a rectifier and with a bias, max(relu(z + b)) =
 * relu(max(z) + b), so that they meet fewer values; and a convolution under a pool is computed in the order of the windows.
 */
function maxOfWindows(z: Tensor, window: WindowOptions): Tensor {
  const { origin } = z
  if (origin.kind === 'operation') {
    const [first, second] = origin.inputs as [Tensor, Tensor?]
    if (origin.operator === 'Relu') return relu(maxOfWindows(first, window))
    if (origin.operator === 'Add' && second!.shape.slice(1).every(size => size === 1))
      return add(maxOfWindows(first, window), second!)
  }
  const places = pixelsByPlace(z, window)
  const pixels = places.flat()
  const apart = !pixels.includes(-1) && new Set(pixels).size === pixels.length // none is computed twice
  const taken = apart && 'at' in z ? (z as Convolved).at(pixels) : unfold(z, window, undefined, LOWEST)
  const [channels, grid] = [fixed(z, 0), gridOf(z, window)]
  const grouped = reshape(taken, [channels, places.length, grid[0] * grid[1], z.shape[3]!])
  return reshape(maxOverPlaces(grouped), [channels, ...grid, z.shape[3]!])
}

/** [channels, places, windows, batch] → [channels, windows, batch]: the largest over the places. */
function maxOverPlaces(x: Tensor): Tensor {
  const [channels, , windows, batch] = x.shape as [number, number, number, Dimension]
  return operation('ReduceMax', [x], {
    shape: [channels, windows, batch],
    attributes: { axes: { ints: [1] }, keepdims: { int: 0 } },
    derivative: (dy, y) => {
      const kept = [channels, 1, windows, batch] as const
      const winners = equalMask(x, reshape(y, kept))
      return [multiply(winners, divide(reshape(dy, kept), sum(winners, [1], true)))]
    },
  })
}

/**
 * a [m, k] · b [k, n] where n is large. The gradient of a is computed as (b · dyᵀ)ᵀ, which takes two thirds of the time of dy · bᵀ; the
 * third axis of length 1 keeps ONNX Runtime from changing the one into the other.
 */
function product(a: Tensor, b: Tensor): Tensor {
  const [m, k] = a.shape as [number, number]
  return operation('Gemm', [a, b], {
    shape: [m, b.shape[1]!],
    derivative: dy => {
      const turned = reshape(gemm(b, dy, { transposeB: true }), [k, m, 1])
      return [reshape(transpose(turned, [1, 0, 2]), [m, k]), gemm(a, dy, { transposeA: true })]
    },
  })
}

/** Below every value that a network computes. */
const LOWEST = -3e38
