import { type Pads, transposedConvolution, windowAttributes, windows } from './convolution.js'
import { divide, equalMask, multiply, scale } from './elementwise.js'
import { pad, reshape, slice } from './shape.js'
import { constant, fixed, operation, type Tensor } from './tensor.js'

export interface PoolOptions {
  readonly poolSize: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly pads: Pads
}

/** The largest value of each window of x [batch, channels, height, width]. Padding never wins. */
export function maxPool2d(x: Tensor, options: PoolOptions): Tensor {
  return operation('MaxPool', [x], {
    shape: pooledShape(x, options),
    attributes: poolAttributes(options),
    derivative: (dy, y) => [
      covers(options) ? tiledMaxGradient(dy, y, x, options) : windowedMaxGradient(dy, y, x, options),
    ],
  })
}

/** The mean of each window of x [batch, channels, height, width]; padding does not count. */
export function averagePool2d(x: Tensor, options: PoolOptions): Tensor {
  return operation('AveragePool', [x], {
    shape: pooledShape(x, options),
    attributes: { ...poolAttributes(options), count_include_pad: { int: 0 } },
    derivative: dy => [averageGradient(dy, x, options)],
  })
}

function poolAttributes({ poolSize, strides, pads }: PoolOptions) {
  const { kernel_shape, strides: steps, pads: around } = windowAttributes(poolSize[0], poolSize[1], strides, pads)
  return { kernel_shape, strides: steps, pads: around }
}

function pooledShape(x: Tensor, { poolSize, strides, pads }: PoolOptions) {
  return [
    x.shape[0]!,
    x.shape[1]!,
    windows(fixed(x, 2), poolSize[0], strides[0], pads[0] + pads[2]),
    windows(fixed(x, 3), poolSize[1], strides[1], pads[1] + pads[3]),
  ]
}

/** Whether the windows lie side by side, without overlap and without padding; rows left over at the end may remain. */
export function covers({ poolSize, strides, pads }: PoolOptions): boolean {
  return poolSize[0] === strides[0] && poolSize[1] === strides[1] && pads.every(count => count === 0)
}

/** Repeats every value over its window. */
function enlarge(x: Tensor, [rows, columns]: readonly [number, number]): Tensor {
  const none = constant(new Float32Array(0), [0])
  const scales = constant(Float32Array.of(1, 1, rows, columns), [4])
  return operation('Resize', [x, none, scales], {
    shape: [x.shape[0]!, x.shape[1]!, fixed(x, 2) * rows, fixed(x, 3) * columns],
    attributes: {
      mode: { text: 'nearest' },
      coordinate_transformation_mode: { text: 'asymmetric' },
      nearest_mode: { text: 'floor' },
    },
  })
}

/**
 * Where the windows tile the image, the winners are where x equals its window's maximum; equal winners share the gradient.
 * MaxPool with indices and MaxUnpool would cost more than twice as much.
 */
function tiledMaxGradient(dy: Tensor, y: Tensor, x: Tensor, { poolSize }: PoolOptions): Tensor {
  const [height, width] = [fixed(y, 2) * poolSize[0], fixed(y, 3) * poolSize[1]]
  const [below, right] = [fixed(x, 2) - height, fixed(x, 3) - width]
  const covered =
    below + right === 0
      ? x
      : slice(x, [
          { axis: 2, start: 0, end: height },
          { axis: 3, start: 0, end: width },
        ])
  const winners = equalMask(covered, enlarge(y, poolSize))
  const share = averagePool2d(winners, { poolSize, strides: poolSize, pads: [0, 0, 0, 0] })
  const each = scale(divide(dy, share), 1 / (poolSize[0] * poolSize[1]))
  return pad(multiply(winners, enlarge(each, poolSize)), [0, 0, 0, 0], [0, 0, below, right])
}

/** Windows that overlap: each window's pixels side by side, their winners' shares, and all shares added up in place. */
function windowedMaxGradient(dy: Tensor, y: Tensor, x: Tensor, options: PoolOptions): Tensor {
  const { poolSize, strides, pads } = options
  const [kh, kw] = poolSize
  const channels = fixed(x, 1)
  const [batch, height, width] = [x.shape[0]!, fixed(y, 2), fixed(y, 3)]
  const padded = pad(x, [0, 0, pads[0], pads[1]], [0, 0, pads[2], pads[3]], LOWEST)
  // One kernel for each offset within the window, with a single 1: [channels · kh · kw, 1, kh, kw].
  const size = kh * kw
  const picks = Float32Array.from({ length: channels * size * size }, (_, i) =>
    i % size === Math.floor(i / size) % size ? 1 : 0,
  )
  const kernel = constant(picks, [channels * size, 1, kh, kw])
  const seen = operation('Conv', [padded, kernel], {
    shape: [batch, channels * size, height, width],
    attributes: windowAttributes(kh, kw, strides, [0, 0, 0, 0], channels),
  })
  const byWindow = reshape(seen, [batch, channels, size, height * width])
  const winners = equalMask(byWindow, reshape(y, [batch, channels, 1, height * width]))
  const count = operation('ReduceMean', [winners], {
    shape: [batch, channels, 1, height * width],
    attributes: { axes: { ints: [2] }, keepdims: { int: 1 } },
  })
  const each = scale(divide(reshape(dy, [batch, channels, 1, height * width]), count), 1 / size)
  const shares = reshape(multiply(winners, each), [batch, channels * size, height, width])
  return transposedConvolution(shares, kernel, x, strides, pads, channels)
}

function averageGradient(dy: Tensor, x: Tensor, options: PoolOptions): Tensor {
  const { poolSize, strides, pads } = options
  const [kh, kw] = poolSize
  const channels = fixed(x, 1)
  const [height, width] = [fixed(dy, 2), fixed(dy, 3)]
  if (covers(options)) {
    const [below, right] = [fixed(x, 2) - height * kh, fixed(x, 3) - width * kw]
    return pad(enlarge(scale(dy, 1 / (kh * kw)), poolSize), [0, 0, 0, 0], [0, 0, below, right])
  }
  const inside = (window: number, stride: number, before: number, length: number, kernel: number) =>
    Math.min(window * stride - before + kernel, length) - Math.max(window * stride - before, 0)
  const parts = Float32Array.from({ length: height * width }, (_, index) => {
    const rows = inside(Math.floor(index / width), strides[0], pads[0], fixed(x, 2), kh)
    const columns = inside(index % width, strides[1], pads[1], fixed(x, 3), kw)
    return 1 / (rows * columns)
  })
  const shares = multiply(dy, constant(parts, [1, 1, height, width]))
  const ones = constant(new Float32Array(channels * kh * kw).fill(1), [channels, 1, kh, kw])
  return transposedConvolution(shares, ones, x, strides, pads, channels)
}

/** Below every value that a network computes, and finite, so that 0 · LOWEST in a picking convolution stays 0. */
const LOWEST = -3e38
