import { add, cast, equalMask, scale, subtract } from '../../graph/elementwise.js'
import { sum } from '../../graph/reduction.js'
import { reshape } from '../../graph/shape.js'
import { constant, scalar, type Tensor } from '../../graph/tensor.js'
import { NO_CLASS } from '../../task.js'

/**
 * Labels uint8 [batch, ...positions] → float32 with the classes on axis 1, [batch, classes, ...positions], 1 at the label and 0
 * elsewhere: all 0 for a label that is none of the classes.
 */
export function oneHotTargets(labels: Tensor, classes: number): Tensor {
  const [batch, ...positions] = labels.shape
  const column = reshape(cast(labels, 'float32'), [batch!, 1, ...positions])
  const numbers = Float32Array.from({ length: classes }, (_, label) => label)
  return equalMask(column, constant(numbers, [1, classes, ...positions.map(() => 1)]))
}

/**
 * Moves a fraction of each target's certainty to all classes alike (Szegedy et al. 2015, arXiv 1512.00567, section 7):
 * target · (1 - smoothing) + smoothing / classes.
 *
 * @param targets [batch, classes, ...positions]
 */
export function smoothTargets(targets: Tensor, smoothing: number): Tensor {
  const classes = targets.shape[1] as number
  return smoothing === 0 ? targets : add(scale(targets, 1 - smoothing), scalar(smoothing / classes))
}

/**
 * Gives the examples whose label is none of the classes the same target for each class, 1 / classes, so that the network learns to
 * predict no class for them (outlier exposure: Hendrycks, Mazeika and Dietterich 2019, arXiv 1812.04606, section 3).
 */
export function uniformTargets(targets: Tensor): Tensor {
  const classes = targets.shape[1] as number
  const none = subtract(scalar(1), sum(targets, [1], true)) // [batch, 1]: 1 where no class is the label
  return add(targets, scale(none, 1 / classes))
}

/** 1 where the label is one of the classes, else 0; float32 of the labels' shape. */
export function labeled(labels: Tensor): Tensor {
  return subtract(scalar(1), equalMask(cast(labels, 'float32'), scalar(NO_CLASS)))
}
