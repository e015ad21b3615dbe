import { type Dimension, product as sizeOf } from './dimension.js'
import { add, divide, equalMask, multiply } from './elementwise.js'
import { gemm } from './linear.js'
import { sum } from './reduction.js'
import { reshape, transpose } from './shape.js'
import { constant, fixed, operation, type Tensor } from './tensor.js'
import { unfold } from './unfold.js'
import { pixelsByOffset, type WindowOptions, windowGrid } from './windows.js'

// Convolution and pooling with the batch on the last axis, [channels, height, width, batch], from windows that are unfolded once
// and serve the gradients, too. They compute what `conv2d`, `maxPool2d` and `averagePool2d` compute.

/** z and w [filters, channels, kernelHeight, kernelWidth] → [filters, rows, columns, batch]. */
export function unfoldedConv2d(z: Tensor, w: Tensor, window: WindowOptions, bias?: Tensor): Tensor {
  const [filters, grid] = [w.shape[0]!, gridOf(z, window)]
  const y = reshape(windowProducts(z, w, window), [filters, ...grid, z.shape[3]!])
  return bias ? add(y, reshape(bias, [filters, 1, 1, 1])) : y
}

/** The convolution at each window that is wanted, in their order, [filters, windows, batch]. */
function windowProducts(z: Tensor, w: Tensor, window: WindowOptions, order?: readonly number[]): Tensor {
  const [filters, channels, kh, kw] = w.shape as [number, number, number, number]
  const [rows, columns] = gridOf(z, window)
  const [windows, batch] = [order?.length ?? rows * columns, z.shape[3]!]
  const unfolded = reshape(unfold(z, window, order), [channels * kh * kw, sizeOf([windows, batch])])
  return reshape(product(reshape(w, [filters, channels * kh * kw]), unfolded), [filters, windows, batch])
}

/** The largest value of each window; equal winners share the gradient. */
export function unfoldedMaxPool2d(z: Tensor, window: WindowOptions): Tensor {
  return largest(unfold(z, window, undefined, LOWEST), fixed(z, 0), gridOf(z, window), z.shape[3]!)
}

/** The mean of each window; padding does not count. */
export function unfoldedAveragePool2d(z: Tensor, window: WindowOptions): Tensor {
  const offsets = pixelsByOffset(fixed(z, 1), fixed(z, 2), window)
  const counts = offsets[0]!.map((_, i) => offsets.filter(met => met[i]! >= 0).length)
  const [channels, grid, batch] = [fixed(z, 0), gridOf(z, window), z.shape[3]!]
  const grouped = reshape(unfold(z, window), [channels, offsets.length, counts.length, batch])
  const parts = constant(
    Float32Array.from(counts, count => 1 / count),
    [counts.length, 1],
  )
  return reshape(multiply(sum(grouped, [1]), parts), [channels, ...grid, batch])
}

/**
 * The largest value of each window of a pool over the convolution of z and w, which is computed in the order of the pool's windows: so the
 * maximum and its gradient run over whole blocks, and pixels that no window meets are not computed at all.
 *
 * @returns undefined where windows of the pool overlap or reach beyond the image
 */
export function unfoldedMaxPoolOfConv2d(
  z: Tensor,
  w: Tensor,
  window: WindowOptions,
  pool: WindowOptions,
): Tensor | undefined {
  const [height, width] = gridOf(z, window)
  const pixels = pixelsByOffset(height, width, pool).flat()
  if (pixels.includes(-1) || new Set(pixels).size < pixels.length) return undefined
  const grid = windowGrid(height, width, pool.size, pool.strides, pool.pads)
  return largest(windowProducts(z, w, window, pixels), fixed(w, 0), grid, z.shape[3]!)
}

function gridOf(z: Tensor, { size, strides, pads }: WindowOptions): [rows: number, columns: number] {
  return windowGrid(fixed(z, 1), fixed(z, 2), size, strides, pads)
}

/** Of unfolded pixels, the largest over the offsets: [channels, rows, columns, batch]. */
function largest(unfolded: Tensor, channels: number, grid: readonly [number, number], batch: Dimension): Tensor {
  const windows = grid[0] * grid[1]
  const offsets = (unfolded.shape.slice(0, -1) as number[]).reduce((total, size) => total * size) / channels / windows
  return reshape(maxOverOffsets(reshape(unfolded, [channels, offsets, windows, batch])), [channels, ...grid, batch])
}

/** [channels, offsets, windows, batch] → [channels, windows, batch]. */
function maxOverOffsets(x: Tensor): Tensor {
  const [channels, , windows, batch] = x.shape as [number, number, number, Dimension]
  return operation('ReduceMax', [x], {
    shape: [channels, windows, batch],
    attributes: { axes: { ints: [1] }, keepdims: { int: 0 } },
    derivative: (dy, y, x) => {
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
    derivative: (dy, _, a, b) => {
      const turned = reshape(gemm(b, dy, { transposeB: true }), [k, m, 1])
      return [reshape(transpose(turned, [1, 0, 2]), [m, k]), gemm(a, dy, { transposeA: true })]
    },
  })
}

/** Below every value that a network computes. */
const LOWEST = -3e38
