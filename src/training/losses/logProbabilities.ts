import { logSoftmax } from '../../graph/activation.js'
import { log } from '../../graph/elementwise.js'
import { operation, scalar, type Tensor } from '../../graph/tensor.js'

/**
 * Logarithms of probabilities with the classes on axis 1. From logits no digits are lost to probabilities near 0,
 * nor from a softmax, since the rule `logOfSoftmax` computes from its logits.
 */
export function logProbabilities(output: Tensor, fromLogits: boolean): Tensor {
  return fromLogits ? logSoftmax(output, 1) : log(clipProbabilities(output))
}

/** Keeps probabilities away from 0 by 1e-7, as Keras does. */
export function clipProbabilities(x: Tensor): Tensor {
  return operation('Max', [x, scalar(1e-7)], { shape: x.shape, derivative: dy => [dy] })
}
