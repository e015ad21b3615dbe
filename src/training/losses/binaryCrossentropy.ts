import * as v from 'valibot'
import { softplus } from '../../graph/activation.js'
import { add, log, multiply, negate, scale, subtract } from '../../graph/elementwise.js'
import { scalar, type Tensor } from '../../graph/tensor.js'
import { flag, fraction, parseOptions } from '../../options.js'
import { exampleMean } from './exampleMean.js'
import { clipProbabilities } from './logProbabilities.js'
import { type Loss, outputOf, outputSpec, type Pairing, targetOf } from './loss.js'

/** Options of `binaryCrossentropy`. */
export interface BinaryCrossentropyOptions extends Pairing {
  /** Name of the target. Defaults to `target`. */
  readonly target?: string
  /** Whether the output is logits instead of probabilities. Defaults to false. */
  readonly fromLogits?: boolean
  /** Fraction by which targets are moved toward 0.5, in [0, 1). Defaults to 0. */
  readonly labelSmoothing?: number
}

const schema = v.strictObject({
  output: v.optional(v.string('a name')),
  target: v.optional(v.string('a name'), 'target'),
  fromLogits: v.optional(flag, false),
  labelSmoothing: v.optional(fraction, 0),
})

/**
 * Cross-entropy of values that are each true or false, -t · log(p) - (1 - t) · log(1 - p): for one question, for several labels at
 * once, or for a mask. The loss of an example is the mean over its values; the history tells it without smoothing.
 *
 * Output and target float32 [batch, …], targets in [0, 1].
 *
 * @throws {UsageError} if an option is unknown or out of range
 * @example binaryCrossentropy({ fromLogits: true })
 * @see Bishop, Pattern Recognition and Machine Learning (2006), equation 4.90
 */
export function binaryCrossentropy(options: BinaryCrossentropyOptions = {}): Loss {
  const owner = 'binaryCrossentropy'
  const { output, target, fromLogits, labelSmoothing } = parseOptions(owner, schema, options)
  const smoothed =
    (smoothing: number): Loss['apply'] =>
    (outputs, targets) => {
      const y = outputOf(owner, outputs, output)
      const plain = targetOf(owner, targets, target)
      const t = smoothing === 0 ? plain : add(scale(plain, 1 - smoothing), scalar(smoothing / 2))
      return exampleMean(fromLogits ? ofLogits(y, t) : ofProbabilities(y, t))
    }
  return {
    targets(outputs) {
      return [{ name: target, shape: outputSpec(owner, outputs, output).shape, dtype: 'float32' }]
    },
    apply: smoothed(labelSmoothing),
    report: smoothed(0),
  }
}

/** With p = 1 / (1 + e⁻ˣ), the cross-entropy is log(1 + eˣ) - t · x. */
function ofLogits(x: Tensor, t: Tensor): Tensor {
  return subtract(softplus(x), multiply(t, x))
}

function ofProbabilities(p: Tensor, t: Tensor): Tensor {
  const not = (x: Tensor) => subtract(scalar(1), x)
  const part = (probability: Tensor, truth: Tensor) => multiply(truth, log(clipProbabilities(probability)))
  return negate(add(part(p, t), part(not(p), not(t))))
}
