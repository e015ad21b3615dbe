import { listAttribute, operationOf } from '../pattern.js'
import type { PoolOptions } from '../pooling.js'
import { sameShape, type Tensor } from '../tensor.js'
import type { Pads, WindowOptions } from '../windows.js'

type Pair = readonly [number, number]

/** The options of the pool whose result a tensor is. */
export function poolOptions(y: Tensor): PoolOptions {
  return {
    poolSize: listAttribute(y, 'kernel_shape') as Pair,
    strides: listAttribute(y, 'strides') as Pair,
    pads: listAttribute(y, 'pads') as unknown as Pads,
  }
}

/** The same, as what slides over the image. */
export function poolWindow(y: Tensor): WindowOptions {
  const { poolSize, strides, pads } = poolOptions(y)
  return { size: poolSize, strides, pads }
}

/** The kernel of the convolution whose result a tensor is; undefined where it has gaps, or sees only some of the channels. */
export function convolutionWindow(y: Tensor): WindowOptions | undefined {
  const { dilations, group } = operationOf(y).attributes
  if (dilations && !('ints' in dilations && sameShape(dilations.ints, [1, 1]))) return undefined
  if (group && !('int' in group && group.int === 1)) return undefined
  const { poolSize, strides, pads } = poolOptions(y)
  return { size: poolSize, strides, pads }
}
