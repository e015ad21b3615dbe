import { relu } from './activation.js'
import { conv2d } from './convolution.js'
import { divide, equalMask, multiply } from './elementwise.js'
import { covers, maxPool2d, type PoolOptions } from './pooling.js'
import { sum } from './reduction.js'
import { concat, pad, reshape, transpose } from './shape.js'
import { fixed, operation, type Tensor } from './tensor.js'

/** More input channels than this, and the zeros in the wider kernel cost more than the pooling saves. */
const FEW_CHANNELS = 4

/**
 * `maxPool2d`, for training: the same values and gradients in less time, where what is pooled allows it. The maximum and the
 * rectifier change places, max(relu(x)) = relu(max(x)), so that the rectifier and its mask meet fewer values; and a
 * convolution of few channels is computed in the order that the pool wants.
 */
export function quickMaxPool2d(x: Tensor, options: PoolOptions): Tensor {
  const { origin } = x
  if (origin.kind === 'operation' && origin.operator === 'Relu') return relu(quickMaxPool2d(origin.inputs[0]!, options))
  return maxPoolOfConvolution(x, options) ?? maxPool2d(x, options)
}

/**
 * The maximum pool of a convolution, computed so that each window's values never stand apart. Where the pool tiles the image
 * by p × p, the image is folded: p × p pixels become channels of one; and the kernel is laid into p × p wider ones, one for
 * each place in a window. One convolution of the folded image then yields the p × p candidates of every window in different
 * channels, and the maximum runs over whole blocks of memory. In the first layer of a small net, where pooling and its
 * gradient take as long as all arithmetic, that saves half of the layer's time.
 *
 * @returns undefined where x is no convolution that this pays for
 */
function maxPoolOfConvolution(x: Tensor, options: PoolOptions): Tensor | undefined {
  const { origin } = x
  const [p, q] = options.poolSize
  if (origin.kind !== 'operation' || origin.operator !== 'Conv' || p !== q || !covers(options)) return undefined
  const [image, w, bias] = origin.inputs as [Tensor, Tensor, Tensor | undefined]
  const [filters, channels, kh, kw] = w.shape as [number, number, number, number]
  const [height, width] = [fixed(image, 2), fixed(image, 3)]
  const plain = fixed(x, 2) === height - kh + 1 && fixed(x, 3) === width - kw + 1 // stride 1, no padding
  if (!plain || channels > FEW_CHANNELS || kh !== kw || height % p !== 0 || width % p !== 0) return undefined

  const wide = Math.ceil((kh + p - 1) / p) * p
  const places = Array.from({ length: p * p }, (_, place) => [Math.floor(place / p), place % p] as const)
  const shifted = places.map(([i, j]) => pad(w, [0, 0, i, j], [0, 0, wide - kh - i, wide - kw - j]))
  const candidates = conv2d(fold(image, p), fold(concat(shifted, 0), p), {
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    ...(bias && { bias: concat(Array<Tensor>(p * p).fill(bias), 0) }),
  }) // [batch, p · p · filters, height / p - wide / p + 1, …]
  const [rows, columns] = [fixed(candidates, 2), fixed(candidates, 3)]
  const grouped = reshape(candidates, [x.shape[0]!, p * p, filters * rows * columns])
  return reshape(maxOverGroups(grouped), [x.shape[0]!, filters, rows, columns])
}

/** [n, channels, height, width] → [n, p · p · channels, height / p, width / p]. */
function fold(x: Tensor, p: number): Tensor {
  const [n, channels, height, width] = [x.shape[0]!, fixed(x, 1), fixed(x, 2) / p, fixed(x, 3) / p]
  const split = reshape(x, [n, channels, height, p, width, p])
  return reshape(transpose(split, [0, 3, 5, 1, 2, 4]), [n, p * p * channels, height, width])
}

/** [batch, groups, values] → [batch, values]: the largest over the groups. Equal winners share the gradient. */
function maxOverGroups(x: Tensor): Tensor {
  const [batch, , values] = [x.shape[0]!, x.shape[1]!, x.shape[2]!]
  return operation('ReduceMax', [x], {
    shape: [batch, values],
    attributes: { axes: { ints: [1] }, keepdims: { int: 0 } },
    derivative: (dy, y) => {
      const winners = equalMask(x, reshape(y, [batch, 1, values]))
      const share = divide(reshape(dy, [batch, 1, values]), sum(winners, [1], true))
      return [multiply(winners, share)]
    },
  })
}
