import { logSoftmax } from '../../graph/activation.js'
import { log } from '../../graph/elementwise.js'
import { operation, scalar, type Tensor } from '../../graph/tensor.js'

/**
 * Logarithms of probabilities with the classes on axis 1. Where the output is a softmax over them, or logits, they are computed
 * from the logits, which loses no digits to probabilities near 0.
 */
export function logProbabilities(output: Tensor, fromLogits: boolean): Tensor {
  const logits = fromLogits ? output : logitsOf(output, 'Softmax')
  return logits ? logSoftmax(logits, 1) : log(clipProbabilities(output))
}

/** What the activation function of the given operator was applied to; undefined where x is the result of something else. */
export function logitsOf(x: Tensor, operator: 'Softmax' | 'Sigmoid'): Tensor | undefined {
  const { origin } = x
  if (origin.kind !== 'operation' || origin.operator !== operator) return undefined
  const axis = origin.attributes.axis
  const overClasses = !axis || !('int' in axis) || (axis.int + x.shape.length) % x.shape.length === 1
  return overClasses ? origin.inputs[0] : undefined
}

/** Keeps probabilities away from 0 by 1e-7, as Keras does. */
export function clipProbabilities(x: Tensor): Tensor {
  return operation('Max', [x, scalar(1e-7)], { shape: x.shape, derivative: dy => [dy] })
}
