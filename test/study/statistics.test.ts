import { expect, test } from 'vitest'
import { normalBetween, normalCdf, normalQuantile } from '../../src/study/normal.js'
import { adjustHolm, comparePaired, seedsNeeded, summarize } from '../../src/study/statistics.js'
import { studentCdf, studentQuantile, studentTwoSided } from '../../src/study/studentT.js'

// The numbers are those of SciPy 1.17, and of statsmodels 0.15 where it is named, by the command beside each.

const a = [0.9921, 0.9934, 0.9918, 0.994, 0.9927]
const b = [0.9915, 0.9921, 0.992, 0.9929, 0.9919]

test('the normal distribution has the values of scipy.stats.norm', () => {
  expect(normalCdf(1.3)).toBeCloseTo(0.9031995154143897, 14) // norm.cdf(1.3)
  expect(normalCdf(-4) / 3.167124183311986e-5).toBeCloseTo(1, 12) // norm.cdf(-4)
  expect(normalBetween(8, 9) / 6.219831985865787e-16).toBeCloseTo(1, 6) // norm.sf(8) - norm.sf(9)
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12) // norm.ppf(0.975)
})

test("Student's distribution has the values of scipy.stats.t", () => {
  expect(studentCdf(1.5, 4)).toBeCloseTo(0.896, 12) // t.cdf(1.5, 4)
  expect(studentTwoSided(2.5, 9)).toBeCloseTo(0.033861827682985735, 12) // 2 * t.sf(2.5, 9)
  expect(studentQuantile(0.975, 4)).toBeCloseTo(2.7764451051977987, 10) // t.ppf(0.975, 4)
  expect(studentQuantile(0.975, 1)).toBeCloseTo(12.706204736174694, 8) // t.ppf(0.975, 1)
})

test('mean and interval are those of scipy.stats.t.interval', () => {
  const { mean, deviation, interval95 } = summarize(a)
  expect(mean).toBeCloseTo(0.9928, 12)
  expect(deviation).toBeCloseTo(0.0009082951062292361, 15) // np.std(a, ddof=1)
  // t.interval(0.95, 4, np.mean(a), sem(a))
  expect(interval95![0]).toBeCloseTo(0.9916722026668506, 12)
  expect(interval95![1]).toBeCloseTo(0.9939277973331496, 12)
})

test('one value has no deviation and no interval', () => {
  expect(summarize([0.5])).toEqual({ count: 1, mean: 0.5, deviation: null, interval95: null })
})

test('a paired comparison has the p value of scipy.stats.ttest_rel', () => {
  const { mean, pValue } = comparePaired(a, b)
  expect(mean).toBeCloseTo(0.00072, 12)
  expect(pValue).toBeCloseTo(0.050159341137163506, 10) // ttest_rel(a, b).pvalue
  expect(comparePaired(a, a).pValue).toBe(1)
})

test("Holm's correction has the values of statsmodels' multipletests, and keeps the order given", () => {
  const adjusted = adjustHolm([0.04, 0.01, 0.03, 0.5])
  expect(adjusted.map(p => Number(p.toFixed(10)))).toEqual([0.09, 0.04, 0.09, 0.5]) // multipletests(p, method='holm')
})

test('the number of seeds is the least that reaches 80 % power by the noncentral t distribution', () => {
  // n = 2..; power(n) = nct.sf(t.ppf(.975, n-1), n-1, d*sqrt(n)) + nct.cdf(-t.ppf(.975, n-1), n-1, d*sqrt(n)); the first n with power >= 0.8
  expect(seedsNeeded(1, 1)).toBe(10)
  expect(seedsNeeded(0.5, 1)).toBe(34)
  expect(seedsNeeded(-0.2, 1)).toBe(199)
  expect(seedsNeeded(0, 1)).toBe(Number.POSITIVE_INFINITY)
})
