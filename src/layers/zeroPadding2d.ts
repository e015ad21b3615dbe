import * as v from 'valibot'
import { pad } from '../graph/shape.js'
import { parseOptions, wholeNumber } from '../options.js'
import { expectImage, type Layer } from './layer.js'

/** Zeros before and after, in pixels. */
export type Sides = readonly [before: number, after: number]

/** Options of `zeroPadding2d`. */
export interface ZeroPadding2dOptions {
  /**
   * Zeros added, in pixels: one number for all sides, [above and below, left and right], or [[above, below], [left, right]]. Defaults
   * to 1.
   */
  readonly padding?: number | readonly [number, number] | readonly [Sides, Sides]
}

type Padding = NonNullable<ZeroPadding2dOptions['padding']>

const frozen = <T>(value: T): Readonly<T> => Object.freeze(value)
const sides = v.pipe(v.tuple([wholeNumber, wholeNumber]), v.transform(frozen))

const schema = v.strictObject({
  padding: v.optional(
    v.pipe(
      v.union(
        [wholeNumber, sides, v.pipe(v.tuple([sides, sides]), v.transform(frozen))],
        'a whole number ≥ 0, two of them, or [[above, below], [left, right]]',
      ),
    ),
    1,
  ),
})

/**
 * Adds zeros around images.
 *
 * Input shape [channels, height, width], output shape [channels, height + above + below, width + left + right].
 *
 * @throws {UsageError} if an option is unknown or out of range, or if the input is no image
 * @example zeroPadding2d({ padding: [[0, 1], [0, 1]] })
 */
export function zeroPadding2d(options: ZeroPadding2dOptions = {}): Layer {
  const config = parseOptions('zeroPadding2d', schema, options)
  const [rows, columns] = bothSides(config.padding)
  return Object.freeze<Layer>({
    kind: 'zeroPadding2d',
    config: Object.freeze(config),
    outputShape(inputShape) {
      const [channels, height, width] = expectImage('zeroPadding2d', inputShape)
      return [channels, height + rows[0] + rows[1], width + columns[0] + columns[1]]
    },
    weights: () => ({}),
    apply: x => pad(x, [0, 0, rows[0], columns[0]], [0, 0, rows[1], columns[1]]),
  })
}

function bothSides(padding: Padding): readonly [rows: Sides, columns: Sides] {
  const [rows, columns] = typeof padding === 'number' ? [padding, padding] : padding
  const sides = (one: number | Sides): Sides => (typeof one === 'number' ? [one, one] : one)
  return [sides(rows), sides(columns)]
}
