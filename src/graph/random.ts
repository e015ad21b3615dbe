import { cast, multiply, scale } from './elementwise.js'
import type { Shape, Tensor } from './tensor.js'

/**
 * Noise of zeros and ones, uint8, each 0 with probability `rate`. It is an input of the graph: the host draws it from its
 * own seeded stream for every run, so that the same seed gives the same noise on every engine, and a resumed training
 * goes on with the noise that it would have had.
 */
export function keepMask(name: string, shape: Shape, rate: number): Tensor {
  return { dtype: 'uint8', shape, origin: { kind: 'input', name, dropRate: rate } }
}

/** x with the masked-out values zero and the others scaled up by 1 / (1 - rate) (Srivastava et al. 2014). */
export function drop(x: Tensor, mask: Tensor, rate: number): Tensor {
  return multiply(x, scale(cast(mask, 'float32'), 1 / (1 - rate)))
}
