/** The least and the largest value that is to have an integer; zero lies between them. */
export interface ValueRange {
  readonly low: number
  readonly high: number
}

/** Every way to choose a range. */
export const rangeMethods = ['minMax', 'percentile', 'mse'] as const

/**
 * How a range is chosen: `minMax` takes all that was seen, `percentile` leaves out one value in 10,000, `mse` minimizes the mean squared error of
 * the quantized values.
 */
export type RangeMethod = (typeof rangeMethods)[number]

const BINS = 2048

/** How often values between two extremes were seen. */
export interface Histogram extends ValueRange {
  readonly counts: Float64Array
  add(values: Float32Array): void
}

export function histogramOf({ low, high }: ValueRange): Histogram {
  const counts = new Float64Array(BINS)
  const factor = high > low ? BINS / (high - low) : 0
  return {
    low,
    high,
    counts,
    add(values) {
      for (const value of values) counts[Math.min(BINS - 1, Math.max(0, Math.floor((value - low) * factor)))]!++
    },
  }
}

export function rangeOf(histogram: Histogram, method: RangeMethod): ValueRange {
  const { low, high } = histogram
  if (method === 'minMax' || high === low) return { low, high }
  return method === 'percentile' ? percentileRange(histogram) : leastErrorRange(histogram)
}

/** What is left without one value in 20,000 at either end; zero stays. */
function percentileRange({ low, high, counts }: Histogram): ValueRange {
  const width = (high - low) / BINS
  const rest = counts.reduce((sum, count) => sum + count, 0) / 20_000
  const cut = (indices: Iterable<number>) => {
    let sum = 0
    for (const index of indices) {
      sum += counts[index]!
      if (sum > rest) return index
    }
    return 0
  }
  const first = cut(counts.keys())
  const last = cut([...counts.keys()].reverse())
  return { low: Math.min(0, low + first * width), high: Math.max(0, low + (last + 1) * width) }
}

/** Of ranges that are a fraction of the extremes, that with the least squared error. */
function leastErrorRange({ low, high, counts }: Histogram): ValueRange {
  const width = (high - low) / BINS
  let best = { low, high, error: Number.POSITIVE_INFINITY }
  for (let fraction = 1; fraction > 0.3; fraction -= 0.02) {
    const [from, to] = [low * fraction, high * fraction]
    const scale = (to - from) / 255
    let error = 0
    for (const [index, count] of counts.entries()) {
      if (count === 0) continue
      const value = low + (index + 0.5) * width
      const nearest = Math.min(to, Math.max(from, Math.round(value / scale) * scale))
      // Within a range, what rounding costs does not depend on where a bin lies.
      error += count * (value > from && value < to ? scale ** 2 / 12 : (value - nearest) ** 2)
    }
    if (error < best.error) best = { low: from, high: to, error }
  }
  return { low: best.low, high: best.high }
}
