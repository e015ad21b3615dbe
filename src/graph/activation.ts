import { add, exp, greaterMask, multiply, scale, subtract } from './elementwise.js'
import { reducedShape, sum } from './reduction.js'
import { reshape } from './shape.js'
import { operation, scalar, type Tensor } from './tensor.js'

/**
 * max(x, 0). At 0 the derivative is 0, as in Keras and PyTorch.
 *
 * @param x of any shape
 * @example ops.relu(x)
 */
export function relu(x: Tensor): Tensor {
  return operation('Relu', [x], { shape: x.shape, derivative: (dy, y) => [multiply(dy, greaterMask(y, 0))] })
}

/**
 * x where it is positive, slope · x elsewhere (Maas et al. 2013).
 *
 * @param x of any shape
 * @param slope where x is negative
 * @example ops.leakyRelu(x, 0.3)
 */
export function leakyRelu(x: Tensor, slope: number): Tensor {
  return operation('LeakyRelu', [x], {
    shape: x.shape,
    attributes: { alpha: { float: slope } },
    derivative: (dy, _, x) => [multiply(dy, add(scale(greaterMask(x, 0), 1 - slope), scalar(slope)))],
  })
}

/**
 * x where it is positive, alpha · (eˣ - 1) elsewhere (Clevert et al. 2015).
 *
 * @param x of any shape
 * @param alpha the limit for small x is -alpha
 * @example ops.elu(x, 1)
 */
export function elu(x: Tensor, alpha: number): Tensor {
  return operation('Elu', [x], {
    shape: x.shape,
    attributes: { alpha: { float: alpha } },
    derivative: (dy, y, x) => {
      const positive = greaterMask(x, 0)
      // Where x is not positive, the derivative alpha · eˣ is y + alpha.
      const elsewhere = multiply(subtract(scalar(1), positive), add(y, scalar(alpha)))
      return [multiply(dy, add(positive, elsewhere))]
    },
  })
}

/**
 * The hyperbolic tangent (ONNX Tanh).
 *
 * @param x of any shape
 * @example ops.tanh(x)
 */
export function tanh(x: Tensor): Tensor {
  return operation('Tanh', [x], {
    shape: x.shape,
    derivative: (dy, y) => [multiply(dy, subtract(scalar(1), multiply(y, y)))],
  })
}

/**
 * 1 / (1 + e⁻ˣ) (ONNX Sigmoid).
 *
 * @param x of any shape
 * @example ops.sigmoid(logits)
 */
export function sigmoid(x: Tensor): Tensor {
  return operation('Sigmoid', [x], {
    shape: x.shape,
    derivative: (dy, y) => [multiply(dy, multiply(y, subtract(scalar(1), y)))],
  })
}

/**
 * x · sigmoid(x), also called swish (Elfwing et al. 2017).
 *
 * @param x of any shape
 * @example ops.silu(x)
 */
export function silu(x: Tensor): Tensor {
  return multiply(x, sigmoid(x))
}

/**
 * x · Φ(x), exact, with the error function (Hendrycks and Gimpel 2016).
 *
 * @param x of any shape
 * @example ops.gelu(x)
 */
export function gelu(x: Tensor): Tensor {
  return multiply(x, scale(add(erf(scale(x, Math.SQRT1_2)), scalar(1)), 0.5))
}

/**
 * The error function.
 *
 * @param x of any shape
 * @example ops.erf(x)
 */
export function erf(x: Tensor): Tensor {
  return operation('Erf', [x], {
    shape: x.shape,
    derivative: (dy, _, x) => [multiply(dy, scale(exp(scale(multiply(x, x), -1)), 2 / Math.sqrt(Math.PI)))],
  })
}

/**
 * log(1 + eˣ) without overflow.
 *
 * @param x of any shape
 * @example ops.softplus(x)
 */
export function softplus(x: Tensor): Tensor {
  return operation('Softplus', [x], { shape: x.shape, derivative: (dy, _, x) => [multiply(dy, sigmoid(x))] })
}

/**
 * Probabilities along an axis: eˣ / Σ eˣ (ONNX Softmax).
 *
 * @param x of any shape
 * @param axis along which they sum to 1. Defaults to the last.
 * @example ops.softmax(logits) // [batch, classes]
 */
export function softmax(x: Tensor, axis = x.shape.length - 1): Tensor {
  return operation('Softmax', [x], {
    shape: x.shape,
    attributes: axisAttribute(x, axis),
    derivative: (dy, y) => {
      const weighted = multiply(dy, y)
      return [subtract(weighted, multiply(y, sum(weighted, [axis], true)))]
    },
  })
}

/**
 * log(softmax(x)) without overflow.
 *
 * @param x of any shape
 * @param axis as of `softmax`. Defaults to the last.
 * @example ops.logSoftmax(logits)
 */
export function logSoftmax(x: Tensor, axis = x.shape.length - 1): Tensor {
  return operation('LogSoftmax', [x], {
    shape: x.shape,
    attributes: axisAttribute(x, axis),
    derivative: (dy, _, x) => [subtract(dy, multiply(softmax(x, axis), sum(dy, [axis], true)))],
  })
}

const axisAttribute = (x: Tensor, axis: number) => ({ axis: { int: axis === x.shape.length - 1 ? -1 : axis } })

/**
 * log Σ eˣ over the given axes without overflow (ONNX ReduceLogSumExp).
 *
 * @param x of any shape
 * @param axes which are reduced, from 0
 * @param keep whether they stay, with size 1. Defaults to false.
 * @example ops.logSumExp(logits, [1]) // [batch]
 */
export function logSumExp(x: Tensor, axes: readonly number[], keep = false): Tensor {
  const kept = reducedShape(x.shape, axes, true)
  return operation('ReduceLogSumExp', [x], {
    shape: reducedShape(x.shape, axes, keep),
    attributes: { axes: { ints: axes }, keepdims: { int: keep ? 1 : 0 } },
    derivative: (dy, y, x) => [multiply(reshape(dy, kept), exp(subtract(x, reshape(y, kept))))],
  })
}
