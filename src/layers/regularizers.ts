import * as v from 'valibot'
import { notNegative } from '../options.js'

/** What a weight adds to the loss that training minimizes: l1 · Σ|w| + l2 · Σw², once for each step. */
export interface Regularizer {
  /** Factor of the sum of the absolute values. Defaults to 0. */
  readonly l1?: number
  /** Factor of the sum of the squares. Defaults to 0. */
  readonly l2?: number
}

/** The form of a regularizer inside a layer's options. */
export const regularizerSchema = v.pipe(
  v.union(
    [
      v.strictObject({ l1: notNegative, l2: v.optional(notNegative, 0) }),
      v.strictObject({ l1: v.optional(notNegative, 0), l2: notNegative }),
    ],
    '{"l1": …}, {"l2": …} or both, numbers ≥ 0',
  ),
  v.transform((regularizer): Required<Regularizer> => Object.freeze(regularizer)),
)
