import * as v from 'valibot'
import { UsageError } from '../../errors.js'
import { multiply, negate } from '../../graph/elementwise.js'
import { sum } from '../../graph/reduction.js'
import type { Tensor } from '../../graph/tensor.js'
import type { TensorSpec, Tensors } from '../../layers/network.js'
import { flag, fraction, parseOptions } from '../../options.js'
import { labeled, oneHotTargets, smoothTargets, uniformTargets } from './labels.js'
import { logProbabilities } from './logProbabilities.js'
import { type Loss, outputOf, outputSpec, type Pairing, targetOf } from './loss.js'

/** Options of `categoricalCrossentropy`. */
export interface CategoricalCrossentropyOptions extends Pairing {
  /** Name of the target. Defaults to `label`. */
  readonly target?: string
  /** Whether the output is logits instead of probabilities. Defaults to false. */
  readonly fromLogits?: boolean
  /** Fraction of certainty moved from the target to all classes alike, in [0, 1). Defaults to 0. */
  readonly labelSmoothing?: number
}

/** Options of `sparseCategoricalCrossentropy`. */
export interface SparseCategoricalCrossentropyOptions extends CategoricalCrossentropyOptions {
  /**
   * Whether the network is to give each class the same probability where the label is `NO_CLASS` (outlier exposure). Defaults to
   * false: such examples then add nothing to the loss.
   */
  readonly outlierExposure?: boolean
}

const entries = {
  output: v.optional(v.string('a name')),
  target: v.optional(v.string('a name'), 'label'),
  fromLogits: v.optional(flag, false),
  labelSmoothing: v.optional(fraction, 0),
}

/**
 * Cross-entropy with labels: -log of the probability that the output gives to the label. Smoothing and outliers shape what is
 * minimized; the history tells the plain cross-entropy of the examples that have a class.
 *
 * Output float32 [batch, classes], target uint8 [batch].
 *
 * @throws {UsageError} if an option is unknown or out of range, or if the output is no vector
 * @example sparseCategoricalCrossentropy({ labelSmoothing: 0.1 })
 * @see Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.3
 */
export function sparseCategoricalCrossentropy(options: SparseCategoricalCrossentropyOptions = {}): Loss {
  const owner = 'sparseCategoricalCrossentropy'
  const schema = v.strictObject({ ...entries, outlierExposure: v.optional(flag, false) })
  const { output, target, fromLogits, labelSmoothing, outlierExposure } = parseOptions(owner, schema, options)
  const read = (outputs: Tensors, targets: Tensors) => {
    const y = outputOf(owner, outputs, output)
    const labels = targetOf(owner, targets, target)
    return { logs: logProbabilities(y, fromLogits), labels, classes: y.shape[1] as number }
  }
  return {
    targets(outputs) {
      expectVector(owner, outputSpec(owner, outputs, output))
      return [{ name: target, shape: [], dtype: 'uint8' }]
    },
    apply(outputs, targets) {
      const { logs, labels, classes } = read(outputs, targets)
      const plain = oneHotTargets(labels, classes)
      const smoothed = smoothTargets(outlierExposure ? uniformTargets(plain) : plain, labelSmoothing)
      const losses = crossentropy(smoothed, logs)
      // Smoothing alone would give a target to an example without a class, too.
      return outlierExposure || labelSmoothing === 0 ? losses : multiply(losses, labeled(labels))
    },
    report(outputs, targets) {
      const { logs, labels, classes } = read(outputs, targets)
      return { total: crossentropy(oneHotTargets(labels, classes), logs), count: labeled(labels) }
    },
  }
}

/**
 * Cross-entropy with a probability for each class, -Σ target · log(output): for soft targets, such as those of another network
 * (Hinton, Vinyals and Dean 2015, arXiv 1503.02531). The history tells it without smoothing.
 *
 * Output and target float32 [batch, classes].
 *
 * @throws {UsageError} if an option is unknown or out of range, or if the output is no vector
 * @example categoricalCrossentropy({ target: 'teacher' })
 */
export function categoricalCrossentropy(options: CategoricalCrossentropyOptions = {}): Loss {
  const owner = 'categoricalCrossentropy'
  const { output, target, fromLogits, labelSmoothing } = parseOptions(owner, v.strictObject(entries), options)
  const smoothed =
    (smoothing: number): Loss['apply'] =>
    (outputs, targets) =>
      crossentropy(
        smoothTargets(targetOf(owner, targets, target), smoothing),
        logProbabilities(outputOf(owner, outputs, output), fromLogits),
      )
  return {
    targets(outputs) {
      const { shape } = expectVector(owner, outputSpec(owner, outputs, output))
      return [{ name: target, shape, dtype: 'float32' }]
    },
    apply: smoothed(labelSmoothing),
    report: smoothed(0),
  }
}

/** -Σ target · log(probability) over the classes, for each example. */
function crossentropy(targets: Tensor, logs: Tensor): Tensor {
  return negate(sum(multiply(targets, logs), [1]))
}

function expectVector(owner: string, spec: TensorSpec): TensorSpec {
  if (spec.shape.length === 1) return spec
  throw new UsageError(
    `${owner}: expected an output of shape [classes], received [${spec.shape.join(', ')}]; positionCrossentropy is for maps`,
  )
}
