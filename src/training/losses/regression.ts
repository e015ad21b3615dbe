import * as v from 'valibot'
import { clip } from '../../graph/comparison.js'
import { absolute, multiply, scale, subtract } from '../../graph/elementwise.js'
import type { Tensor } from '../../graph/tensor.js'
import { parseOptions, positive } from '../../options.js'
import { exampleMean } from './exampleMean.js'
import { type Loss, outputOf, outputSpec, type Pairing, targetOf } from './loss.js'

/** Which output, and which target (defaults to `target`). */
export type RegressionOptions = Pairing

/** Options of `huber`. */
export interface HuberOptions extends RegressionOptions {
  /** The error from which on the loss grows no longer with its square. Defaults to 1. */
  readonly delta?: number
}

const entries = {
  output: v.optional(v.string('a name')),
  target: v.optional(v.string('a name'), 'target'),
}

/**
 * The mean of the squared errors of an example's values.
 *
 * Output and target float32 [batch, …].
 *
 * @throws {UsageError} if an option is unknown
 * @example meanSquaredError()
 * @see Bishop, Pattern Recognition and Machine Learning (2006), equation 1.2
 */
export function meanSquaredError(options: RegressionOptions = {}): Loss {
  return ofErrors('meanSquaredError', parseOptions('meanSquaredError', v.strictObject(entries), options), error =>
    multiply(error, error),
  )
}

/**
 * The mean of the absolute errors of an example's values: an outlier counts less than by its square.
 *
 * Output and target float32 [batch, …].
 *
 * @throws {UsageError} if an option is unknown
 * @example meanAbsoluteError()
 * @see Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2009), section 10.6
 */
export function meanAbsoluteError(options: RegressionOptions = {}): Loss {
  return ofErrors('meanAbsoluteError', parseOptions('meanAbsoluteError', v.strictObject(entries), options), absolute)
}

/**
 * Half the square of an error up to delta, delta · (|error| - delta / 2) beyond (Huber 1964, Robust Estimation of a Location
 * Parameter); the mean over an example's values.
 *
 * Output and target float32 [batch, …].
 *
 * @throws {UsageError} if an option is unknown or out of range
 * @example huber({ delta: 0.5 })
 */
export function huber(options: HuberOptions = {}): Loss {
  const schema = v.strictObject({ ...entries, delta: v.optional(positive, 1) })
  const { delta, ...pairing } = parseOptions('huber', schema, options)
  return ofErrors('huber', pairing, error => {
    const clipped = clip(error, -delta, delta)
    return multiply(clipped, subtract(error, scale(clipped, 0.5)))
  })
}

function ofErrors(
  owner: string,
  pairing: { output?: string | undefined; target: string },
  f: (error: Tensor) => Tensor,
): Loss {
  const { output, target } = pairing
  return {
    targets: outputs => [{ name: target, shape: outputSpec(owner, outputs, output).shape, dtype: 'float32' }],
    apply: (outputs, targets) =>
      exampleMean(f(subtract(outputOf(owner, outputs, output), targetOf(owner, targets, target)))),
  }
}
