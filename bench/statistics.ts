/** The middle of several measurements, and how far they lie apart. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
  readonly count: number
}

/** The value in the middle; the mean of the two in the middle where their number is even. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('median: expected at least one value, received none')
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values), count: values.length }
}

/** A measurement, and the round that it was taken in. */
export interface InRound {
  readonly round: number
  readonly value: number
}

/**
 * Divides what was measured in the same round, and only that: a machine that is slow for a minute is slow for both.
 *
 * @returns undefined where the two have no round in common
 */
export function roundRatios(over: readonly InRound[], under: readonly InRound[]): Spread | undefined {
  const ratios = over.flatMap(({ round, value }) => {
    const other = under.find(each => each.round === round)
    return other ? [value / other.value] : []
  })
  return ratios.length > 0 ? spread(ratios) : undefined
}

/** Five significant digits are more than any timing holds. */
export function rounded<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_key, each: unknown) =>
      typeof each === 'number' && !Number.isInteger(each) ? Number(each.toPrecision(5)) : each,
    ),
  ) as T
}
