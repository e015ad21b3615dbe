import { inverse } from './normal.js'

// Student's t distribution.

/**
 * Probability of a value of at most t.
 *
 * @param freedom degrees of freedom, > 0
 * @example studentCdf(2.776, 4) // 0.975
 */
export function studentCdf(t: number, freedom: number): number {
  const tail = incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2
  return t > 0 ? 1 - tail : tail
}

/** Probability of a value at least as far from 0, on either side. */
export function studentTwoSided(t: number, freedom: number): number {
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5)
}

/**
 * The value that a probability lies below: the inverse of `studentCdf`.
 *
 * @param probability in (0, 1)
 * @example studentQuantile(0.975, 4) // 2.7764451051977987
 */
export function studentQuantile(probability: number, freedom: number): number {
  return inverse(t => studentCdf(t, freedom), probability, -1e6, 1e6)
}

/** The regularized incomplete beta function, by its continued fraction (NIST Digital Library of Mathematical Functions, 8.17.22). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a
  const tiny = 1e-300
  // Lentz's method.
  let [c, d, result] = [1, 0, 1]
  for (let k = 0; k < 500; k++) {
    const m = k >> 1
    const numerator =
      k === 0
        ? 1
        : k % 2 === 0
          ? (m * (b - m) * x) / ((a + k - 1) * (a + k))
          : (-(a + m) * (a + b + m) * x) / ((a + k - 1) * (a + k))
    d = 1 / nonZero(1 + numerator * d, tiny)
    c = nonZero(1 + numerator / c, tiny)
    const change = c * d
    result *= change
    if (Math.abs(change - 1) < 1e-15) break
  }
  return front * (result - 1)
}

const nonZero = (value: number, tiny: number) => (Math.abs(value) < tiny ? tiny : value)

/** The logarithm of the gamma function, by Lanczos' approximation with g = 7 (Godfrey's coefficients). */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const t = x + 6.5
  const sum = lanczos.reduce((sum, coefficient, index) => sum + coefficient / (x + index), 0.99999999999980993)
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}

const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]
