// How gradients are compared with finite differences, and with each other: by errors relative to the size of the gradient.

/** What a function is at x, and at a step to either side. */
export interface Surroundings {
  readonly below: number
  readonly here: number
  readonly above: number
}

/** The central difference, and the difference to either side: at a kink (of relu, of max) next to x, one of those is the slope at x. */
export function slopes({ below, here, above }: Surroundings, step: number) {
  return { central: (above - below) / (2 * step), sides: [(above - here) / step, (here - below) / step] }
}

/**
 * What float32 rounds off may change a slope of Σ terms by: every term is rounded by up to 2⁻²⁴ of itself, as often as a layer has
 * steps, independently; four such errors of the sum, divided by the step.
 */
export function roundingOf(terms: readonly number[], step: number): number {
  return (4 * 2 ** -24 * Math.hypot(...terms)) / step
}

/**
 * The size of each entry that errors are relative to: its own, or a tenth of the largest of its tensor, since a small entry is what
 * large ones leave when they cancel.
 */
export function sizesOfEntries(values: ArrayLike<number | bigint>): number[] {
  const sizes = Array.from(values, value => Math.abs(Number(value)))
  const least = sizes.reduce((a, b) => Math.max(a, b), 0) / 10
  return sizes.map(size => Math.max(size, least))
}

/** The index and the two values of the entry that differs most, relative to its size; 0 for entries that are alike, infinite for what is no number. */
export function largestError(found: ArrayLike<number | bigint>, expected: ArrayLike<number | bigint>) {
  const sizes = sizesOfEntries(expected)
  const errors = sizes.map((size, i) => {
    const error = Math.abs(Number(found[i]) - Number(expected[i]))
    if (Number.isNaN(error)) return Number.POSITIVE_INFINITY
    return error === 0 ? 0 : error / size
  })
  const index = errors.reduce((worst, error, i) => (error <= errors[worst]! ? worst : i), 0)
  return { index, error: errors[index] ?? 0, found: Number(found[index]), expected: Number(expected[index]) }
}
