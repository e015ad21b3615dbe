import { UsageError } from '../errors.js'

/** How the answers of two models to the same images differ. */
export interface McNemar {
  /** Images that only the first model has right, and only the second. */
  readonly onlyFirst: number
  readonly onlySecond: number
  /** Probability of a split at least as uneven where both models are equally good, in [0, 1]. */
  readonly pValue: number
}

/**
 * McNemar's test: whether two models, asked the same images, differ by more than chance. Only the images that one has
 * right and the other wrong tell; were both equally good, each would fall to either side like a fair coin. The exact
 * binomial form, two-sided, is used at every count: it needs no rule for when there are enough for an approximation.
 *
 * McNemar, Q. (1947). Note on the sampling error of the difference between correlated proportions or percentages.
 * Psychometrika 12 (2), 153–157. {@link https://doi.org/10.1007/BF02295996}
 * For comparing classifiers: Dietterich, T. G. (1998). Neural Computation 10 (7), 1895–1923.
 * {@link https://doi.org/10.1162/089976698300017197}
 *
 * @param onlyFirst Images that only the first model has right, a whole number from 0.
 * @param onlySecond Images that only the second model has right, a whole number from 0.
 * @throws {UsageError} when a count is not a whole number from 0.
 * @example mcnemar(1, 5).pValue // 0.21875
 */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemar {
  for (const [name, count] of Object.entries({ onlyFirst, onlySecond }))
    if (!Number.isInteger(count) || count < 0)
      throw new UsageError(`${name}: expected a whole number from 0, received ${count}`)
  const count = onlyFirst + onlySecond
  const fewer = Math.min(onlyFirst, onlySecond)
  // P(X ≤ fewer) for X of binomial(count, 1/2); by logarithms, since 0.5 ** 1100 is 0 already.
  let logTerm = -count * Math.LN2
  let tail = 0
  for (let k = 0; k <= fewer; k++) {
    tail += Math.exp(logTerm)
    logTerm += Math.log((count - k) / (k + 1))
  }
  return { onlyFirst, onlySecond, pValue: Math.min(1, 2 * tail) }
}
