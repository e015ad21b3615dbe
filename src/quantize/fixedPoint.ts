import { UsageError } from '../errors.js'

/**
 * Real factors as integers: factor ≈ multiplier / 2^shift. Jacob et al. 2018 (arXiv 1712.05877) give each factor a shift of its own, so that each has 31
 * bits; here all factors of an operation have one shift, by which the largest has 31. The error of a product acc · factor is then at most
 * |acc| / 2^(shift + 1) for each of them, which no 8 bits can show.
 */
export interface FixedPoint {
  readonly multipliers: Int32Array
  /** In [1, 62]. */
  readonly shift: number
}

/**
 * The closest integers for factors, negative ones included.
 *
 * @param bits of the largest multiplier. Defaults to 31.
 * @param maxShift largest shift. Defaults to 62.
 * @throws {UsageError} if a factor is too large for it
 */
export function fixedPoint(factors: ArrayLike<number>, bits = 31, maxShift = 62): FixedPoint {
  const values = Array.from(factors)
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (largest === 0) return { multipliers: Int32Array.from(values), shift: 1 }
  // The largest stays below 2^bits after rounding, too.
  const exponent = Math.floor(Math.log2(largest * (1 + 2 ** -bits))) + 1
  const shift = Math.min(maxShift, bits - exponent)
  if (shift < 1 || !Number.isFinite(largest))
    throw new UsageError(`quantize: expected a factor below 2^${bits - 1} between two operations, received ${largest}`)
  return { multipliers: Int32Array.from(values, value => Math.round(value * 2 ** shift)), shift }
}

/**
 * acc · multiplier / 2^shift, rounded to the nearest integer, halves up: TensorFlow Lite's MultiplyByQuantizedMultiplier with a single
 * rounding. The same as `(acc * (int64_t)multiplier + (1 << (shift - 1))) >> shift` in C.
 *
 * @param accumulator an int32
 */
export function rescale(accumulator: number, multiplier: number, shift: number): number {
  if (shift < 17) return Number((BigInt(accumulator) * BigInt(multiplier) + (1n << BigInt(shift - 1))) >> BigInt(shift))
  // 62 bits do not fit into a double: the product in two parts of which each does. Floors of floors are floors.
  const low = accumulator * (multiplier & 0xffff)
  const high = accumulator * (multiplier >> 16)
  return Math.floor((high + Math.floor(low / 65536) + 2 ** (shift - 17)) / 2 ** (shift - 16))
}
