import * as v from 'valibot'
import { wholeNumber } from '../options.js'

/** What lies before and after an image along one axis, in pixels. */
export type Sides = readonly [before: number, after: number]

/** One number for all sides, [above and below, left and right], or [[above, below], [left, right]]. */
export type AllSides = number | readonly [number, number] | readonly [Sides, Sides]

const frozen = <T>(value: T): Readonly<T> => Object.freeze(value)
const two = v.pipe(v.tuple([wholeNumber, wholeNumber]), v.transform(frozen))

/** Checks an option that has a number for each side. */
export const allSides = v.union(
  [wholeNumber, two, v.pipe(v.tuple([two, two]), v.transform(frozen))],
  'a whole number ≥ 0, two of them, or [[above, below], [left, right]]',
)

/** Every side by itself. */
export function bothSides(sides: AllSides): readonly [rows: Sides, columns: Sides] {
  const [rows, columns] = typeof sides === 'number' ? [sides, sides] : sides
  const both = (one: number | Sides): Sides => (typeof one === 'number' ? [one, one] : one)
  return [both(rows), both(columns)]
}
