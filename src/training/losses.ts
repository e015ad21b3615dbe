import { add, cast, equalMask, log, multiply, negate, scale, subtract } from '../graph/elementwise.js'
import { argMax, sum } from '../graph/reduction.js'
import { reshape } from '../graph/shape.js'
import { constant, operation, scalar, type Tensor } from '../graph/tensor.js'

/** Labels uint8 [batch] → float32 [batch, classes], 1 at the label and 0 elsewhere: all 0 for a label that is none of the classes. */
export function oneHotTargets(labels: Tensor, classes: number): Tensor {
  const column = reshape(cast(labels, 'float32'), [labels.shape[0]!, 1])
  const numbers = Float32Array.from({ length: classes }, (_, label) => label)
  return equalMask(column, constant(numbers, [1, classes]))
}

/**
 * Moves a share of each target's certainty to all classes alike (Szegedy et al. 2015, arXiv 1512.00567, section 7):
 * target · (1 - smoothing) + smoothing / classes.
 */
export function smoothTargets(targets: Tensor, smoothing: number): Tensor {
  const classes = targets.shape[1] as number
  return smoothing === 0 ? targets : add(scale(targets, 1 - smoothing), scalar(smoothing / classes))
}

/**
 * Gives the examples whose label is none of the classes the same target for each class, 1 / classes: whoever sees one is to be
 * undecided (outlier exposure: Hendrycks, Mazeika and Dietterich 2019, arXiv 1812.04606, section 3).
 */
export function undecidedTargets(targets: Tensor): Tensor {
  const classes = targets.shape[1] as number
  const none = subtract(scalar(1), sum(targets, [1], true)) // [batch, 1]: 1 where no class is the label
  return add(targets, scale(none, 1 / classes))
}

/**
 * Categorical cross-entropy, -Σ target · log(probability), summed over the batch. Where the probabilities are a
 * softmax, the rule `logOfSoftmax` computes it from the softmax's input, which loses no digits to probabilities near 0.
 */
export function categoricalCrossentropy(probabilities: Tensor, targets: Tensor): Tensor {
  return negate(sum(multiply(targets, log(clip(probabilities))), [0, 1]))
}

/** How many of the most probable classes are the labelled ones; float32. */
export function correctCount(probabilities: Tensor, labels: Tensor): Tensor {
  const hits = equalMask(argMax(probabilities), cast(labels, 'int64'))
  return sum(hits, [0])
}

/** Keeps probabilities away from 0 by 1e-7, as Keras does. */
function clip(x: Tensor): Tensor {
  return operation('Max', [x, scalar(1e-7)], { shape: x.shape, derivative: dy => [dy] })
}
