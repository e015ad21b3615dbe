import * as v from 'valibot'
import { UsageError } from '../../errors.js'
import { maximum } from '../../graph/comparison.js'
import { divide, multiply, negate } from '../../graph/elementwise.js'
import { sum } from '../../graph/reduction.js'
import { transpose } from '../../graph/shape.js'
import { constant, scalar, type Tensor } from '../../graph/tensor.js'
import type { TensorSpec, Tensors } from '../../layers/network.js'
import { flag, notNegative, oneOf, parseOptions } from '../../options.js'
import { labeled, oneHotTargets } from './labels.js'
import { logProbabilities } from './logProbabilities.js'
import { type Loss, outputOf, outputSpec, type Pairing, type Ratio, targetOf } from './loss.js'

/** Which output has the classes of positions, and which target their labels. */
export interface PositionPairing extends Pairing {
  /** Name of the target. Defaults to `label`. */
  readonly target?: string
  /** Which axis of the output has the classes: `first`, [classes, …positions], or `last`, […positions, classes]. Defaults to `first`. */
  readonly classAxis?: 'first' | 'last'
}

/** Options of `positionCrossentropy`. */
export interface PositionCrossentropyOptions extends PositionPairing {
  /** Whether the output is logits instead of probabilities. Defaults to false. */
  readonly fromLogits?: boolean
  /** By what the loss of a position is multiplied, for each class of its label. Defaults to 1 for every class. */
  readonly classWeights?: readonly number[]
}

export const positionEntries = {
  output: v.optional(v.string('a name')),
  target: v.optional(v.string('a name'), 'label'),
  classAxis: v.optional(oneOf(['first', 'last']), 'first'),
}

const schema = v.strictObject({
  ...positionEntries,
  fromLogits: v.optional(flag, false),
  classWeights: v.optional(v.array(notNegative, 'a list of numbers ≥ 0')),
})

/**
 * Cross-entropy of a class for each position: of each pixel of a map (Long, Shelhamer and Darrell 2015, arXiv 1411.4038), or of
 * each column of a line. The loss of an example is the mean over its positions; those whose label is `NO_CLASS` (255) are ignored
 * and do not count.
 *
 * Output float32 [batch, classes, …positions] ([batch, …positions, classes] where `classAxis` is `last`), target uint8
 * [batch, …positions].
 *
 * @throws {UsageError} if an option is unknown or out of range, if the output has no positions, or if the class weights are not as many
 * as its classes
 * @example positionCrossentropy({ fromLogits: true, classWeights: [0.1, 1, 1] })
 */
export function positionCrossentropy(options: PositionCrossentropyOptions = {}): Loss {
  const owner = 'positionCrossentropy'
  const { output, target, classAxis, fromLogits, classWeights } = parseOptions(owner, schema, options)
  const crossentropy = (outputs: Tensors, targets: Tensors, weights?: readonly number[]): Ratio => {
    const y = classesFirst(outputOf(owner, outputs, output), classAxis)
    const labels = targetOf(owner, targets, target)
    const wanted = weighted(oneHotTargets(labels, y.shape[1] as number), weights)
    const losses = negate(overExample(multiply(wanted, logProbabilities(y, fromLogits))))
    return { total: losses, count: overExample(labeled(labels)) }
  }
  return {
    targets(outputs) {
      const spec = outputSpec(owner, outputs, output)
      const { classes, positions } = positionShape(owner, spec, classAxis)
      if (classWeights && classWeights.length !== classes)
        throw new UsageError(`${owner}: expected ${classes} classWeights, received ${classWeights.length}`)
      return [{ name: target, shape: positions, dtype: 'uint8' }]
    },
    apply(outputs, targets) {
      const { total, count } = crossentropy(outputs, targets, classWeights)
      return divide(total, atLeastOne(count))
    },
    report: (outputs, targets) => crossentropy(outputs, targets),
  }
}

/** Brings the classes to axis 1: [batch, classes, …positions]. */
export function classesFirst(y: Tensor, classAxis: 'first' | 'last'): Tensor {
  if (classAxis === 'first') return y
  const last = y.shape.length - 1
  return transpose(y, [0, last, ...Array.from({ length: last - 1 }, (_, i) => i + 1)])
}

export function positionShape(owner: string, { shape }: TensorSpec, classAxis: 'first' | 'last') {
  if (shape.length < 2)
    throw new UsageError(`${owner}: expected an output with classes and positions, received [${shape.join(', ')}]`)
  return classAxis === 'first'
    ? { classes: shape[0]!, positions: shape.slice(1) }
    : { classes: shape.at(-1)!, positions: shape.slice(0, -1) }
}

/** The sum over all axes but the batch. */
export function overExample(x: Tensor): Tensor {
  return sum(
    x,
    x.shape.slice(1).map((_, axis) => axis + 1),
  )
}

function weighted(targets: Tensor, weights: readonly number[] | undefined): Tensor {
  if (!weights) return targets
  const shape = targets.shape.map((_, axis) => (axis === 1 ? weights.length : 1))
  return multiply(targets, constant(Float32Array.from(weights), shape))
}

/** An example all of whose positions are ignored has a loss of 0, not of 0 / 0. */
function atLeastOne(count: Tensor): Tensor {
  return maximum(count, scalar(1))
}
