import type { Random } from '../random.js'
import { cast, multiply, scale } from './elementwise.js'
import type { DrawNoise, DType, Shape, Tensor } from './tensor.js'

/**
 * Noise as an input of the graph: the host draws it from its own seeded stream for every run, so that the same seed gives
 * the same noise on every engine, and a resumed training continues with the noise that it would have had.
 *
 * @param name of the input; the stream of its values follows from it
 * @param dtype `float32` or `uint8`
 * @param shape may begin with `batch`
 * @param draw fills the values of one run
 * @example ops.noise('jitter', 'float32', ['batch', 2], (values, random) => values.forEach((_, i) => { values[i] = random.normal() }))
 */
export function noise(name: string, dtype: DType, shape: Shape, draw: DrawNoise): Tensor {
  return { dtype, shape, origin: { kind: 'input', name, draw } }
}

/**
 * Noise of zeros and ones, uint8, each 0 with probability `rate`.
 *
 * @param name of the input; the stream of its values follows from it
 * @param rate in [0, 1)
 * @example ops.keepMask('mask', ['batch', 64], 0.5)
 */
export function keepMask(name: string, shape: Shape, rate: number): Tensor {
  return noise(name, 'uint8', shape, (mask, random) => drawMask(mask, rate, random))
}

/**
 * x with the masked-out values zero and the others scaled up by 1 / (1 - rate) (Srivastava et al. 2014).
 *
 * @param mask from `keepMask`, of the same rate
 * @example ops.drop(x, ops.keepMask('mask', x.shape, 0.5), 0.5)
 */
export function drop(x: Tensor, mask: Tensor, rate: number): Tensor {
  return multiply(x, scale(cast(mask, 'float32'), 1 / (1 - rate)))
}

/** Fills a mask with zeros, each with probability `rate` (to 1/65,536), and ones. */
function drawMask(mask: Uint8Array | Float32Array, rate: number, random: Random): void {
  if (rate === 0.5) {
    tossCoins(mask, random)
    return
  }
  const bound = Math.round(rate * 65_536)
  for (let i = 0; i < mask.length; i += 2) {
    const bits = random.uint32()
    mask[i] = (bits & 0xffff) < bound ? 0 : 1
    if (i + 1 < mask.length) mask[i + 1] = bits >>> 16 < bound ? 0 : 1
  }
}

/**
 * The usual rate of dropout needs one random bit for each value, so one number serves 32 of them, written four at a time:
 * this runs while the replicas have all cores to do.
 */
function tossCoins(mask: Uint8Array | Float32Array, random: Random): void {
  const quick = mask instanceof Uint8Array && mask.byteOffset % 4 === 0 ? Math.floor(mask.length / 32) * 32 : 0
  const words = new Uint32Array(mask.buffer, quick > 0 ? mask.byteOffset : 0, quick / 4)
  for (let i = 0; i < words.length; i += 8) {
    const bits = random.uint32()
    for (let j = 0; j < 8; j++) words[i + j] = fourValues[(bits >>> (4 * j)) & 15]!
  }
  let bits = 0
  for (let i = quick; i < mask.length; i++) {
    if (i % 32 === 0) bits = random.uint32()
    mask[i] = bits & 1
    bits >>>= 1
  }
}

/** Four bits as four bytes, the lowest first, for each of the sixteen. */
const fourValues = new Uint32Array(
  Uint8Array.from({ length: 64 }, (_, i) => (Math.floor(i / 4) >>> (i % 4)) & 1).buffer,
)
