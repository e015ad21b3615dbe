import { UsageError } from '../errors.js'

/** The 0.975 quantile of the standard normal distribution: 95 % lies within so many standard deviations. */
const z95 = 1.959963984540054

/**
 * The Wilson score interval of a fraction: the fractions that so many successes do not contradict at the 5 % level.
 * Unlike the textbook `p ± 1.96 standard errors` it holds close to 0 and 1, where a good classifier is.
 *
 * Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American
 * Statistical Association 22 (158), 209–212. {@link https://doi.org/10.1080/01621459.1927.10502953}
 *
 * @param successes How many of the trials succeeded, a whole number in [0, count].
 * @param count How many trials there were, a whole number from 1.
 * @returns The lower and the upper bound, fractions in [0, 1].
 * @throws {UsageError} when a number is out of range.
 * @example wilsonInterval95(9912, 10000) // [0.98917…, 0.99285…]
 */
export function wilsonInterval95(successes: number, count: number): [low: number, high: number] {
  if (!Number.isInteger(count) || count < 1)
    throw new UsageError(`count: expected a whole number from 1, received ${count}`)
  if (!Number.isInteger(successes) || successes < 0 || successes > count) {
    throw new UsageError(`successes: expected a whole number in [0, ${count}], received ${successes}`)
  }
  const z2 = z95 ** 2
  const center = (successes + z2 / 2) / (count + z2)
  const reach = (z95 / (count + z2)) * Math.sqrt((successes * (count - successes)) / count + z2 / 4)
  // At 0 and at 1 the bound is exact; the difference of two rounded numbers is not.
  return [successes === 0 ? 0 : center - reach, successes === count ? 1 : center + reach]
}
