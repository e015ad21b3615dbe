import { UsageError } from '../errors.js'
import { normalQuantile } from './normal.js'
import { studentQuantile, studentTwoSided } from './studentT.js'

/** What several seeds say of one setting. */
export interface Sample {
  readonly count: number
  readonly mean: number
  /** Sample standard deviation; null of a single value. */
  readonly deviation: number | null
  /** In which the mean over all seeds lies, with 95 % confidence, by Student's t; null of a single value. */
  readonly interval95: readonly [low: number, high: number] | null
}

/**
 * Mean, standard deviation and 95 % interval of the mean.
 *
 * @param values at least one
 * @example summarize([0.991, 0.993, 0.992]).mean // 0.992
 */
export function summarize(values: readonly number[]): Sample {
  const count = values.length
  if (count === 0) throw new UsageError('statistics: expected at least one value, received none')
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  if (count === 1) return { count, mean, deviation: null, interval95: null }
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1))
  const half = (studentQuantile(0.975, count - 1) * deviation) / Math.sqrt(count)
  return { count, mean, deviation, interval95: [mean - half, mean + half] }
}

/** What the same seeds say of the difference of two settings. */
export interface Comparison extends Sample {
  /** Two-sided, of a paired t test; 1 where nothing can be told of so few seeds. */
  readonly pValue: number
}

/**
 * Compares two settings seed by seed, which takes away what both owe to the seed: the split of the images, the first weights.
 *
 * @param a values by seed
 * @param b values of the same seeds in the same order
 * @returns of a − b
 * @throws {UsageError} if the lengths differ
 * @example comparePaired([0.992, 0.994], [0.991, 0.992]).mean // 0.0015
 */
export function comparePaired(a: readonly number[], b: readonly number[]): Comparison {
  if (a.length !== b.length)
    throw new UsageError(`statistics: expected as many values of both, received ${a.length} and ${b.length}`)
  const sample = summarize(a.map((value, index) => value - b[index]!))
  const { count, mean, deviation } = sample
  if (deviation === null) return { ...sample, pValue: 1 }
  if (deviation === 0) return { ...sample, pValue: mean === 0 ? 1 : 0 }
  return { ...sample, pValue: studentTwoSided((mean / deviation) * Math.sqrt(count), count - 1) }
}

/**
 * Corrects p values for their number: of several comparisons, one is likely to look like something by chance.
 *
 * Source: Holm 1979, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6.
 *
 * @returns adjusted p values, in the order given: those below 0.05 are wrong together in at most 5 % of all such studies
 * @example adjustHolm([0.01, 0.04]) // [0.02, 0.04]
 */
export function adjustHolm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).toSorted((a, b) => pValues[a]! - pValues[b]!)
  const adjusted: number[] = []
  let most = 0
  for (const [rank, index] of order.entries()) {
    most = Math.max(most, Math.min(1, pValues[index]! * (pValues.length - rank)))
    adjusted[index] = most
  }
  return adjusted
}

/**
 * How many seeds a paired comparison needs in all to tell a difference like the one seen from none, in 80 % of all studies, at a level
 * of 5 %.
 *
 * Source: Guenther 1981, Sample size formulas for normal theory t tests, The American Statistician 35.
 *
 * @param difference seen, and the standard deviation of the differences
 * @param options.alpha level. Defaults to 0.05.
 * @param options.power probability of telling it. Defaults to 0.8.
 * @returns Infinity where nothing was seen
 * @example seedsNeeded(0.0004, 0.0006) // 20
 */
export function seedsNeeded(difference: number, deviation: number, { alpha = 0.05, power = 0.8 } = {}): number {
  if (difference === 0) return Number.POSITIVE_INFINITY
  const level = normalQuantile(1 - alpha / 2)
  const needed = ((level + normalQuantile(power)) * deviation) / difference
  return Math.max(2, Math.ceil(needed ** 2 + level ** 2 / 2))
}
