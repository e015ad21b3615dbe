// The standard normal distribution.

/**
 * Probability of a value of at most z.
 *
 * @example normalCdf(1.959963984540054) // 0.975
 */
export function normalCdf(z: number): number {
  return z > 0 ? 1 - upperTail(z) : upperTail(-z)
}

/** Probability of a value between two, without the loss of digits in the tails. */
export function normalBetween(low: number, high: number): number {
  if (low >= high) return 0
  if (low > 0) return upperTail(low) - upperTail(high)
  return high < 0 ? upperTail(-high) - upperTail(-low) : 1 - upperTail(-low) - upperTail(high)
}

/** Probability of a value above z ≥ 0: a series near 0 (Abramowitz and Stegun 26.2.11), a continued fraction beyond (26.2.14). */
function upperTail(z: number): number {
  if (z === Number.POSITIVE_INFINITY) return 0
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  if (z < 3) {
    let [term, sum] = [z, z]
    for (let k = 1; term > sum * 1e-17; k++) {
      term *= (z * z) / (2 * k + 1)
      sum += term
    }
    return 0.5 - density * sum
  }
  let fraction = z
  for (let k = 60; k > 0; k--) fraction = z + k / fraction
  return density / fraction
}

/**
 * The value that a probability lies below: the inverse of `normalCdf`, by bisection.
 *
 * @param probability in (0, 1)
 * @example normalQuantile(0.975) // 1.959963984540054
 */
export function normalQuantile(probability: number): number {
  return inverse(normalCdf, probability, -40, 40)
}

/** Where an increasing function has a value. */
export function inverse(rising: (x: number) => number, value: number, low: number, high: number): number {
  let [a, b] = [low, high]
  for (;;) {
    const middle = (a + b) / 2
    if (middle <= a || middle >= b) return middle
    if (rising(middle) < value) a = middle
    else b = middle
  }
}
