import { broadcastShape, sumTo } from './reduction.js'
import { type DType, elementType, operation, scalar, type Tensor } from './tensor.js'

// Two operands, broadcast together.

/**
 * a + b, value by value (ONNX Add).
 *
 * @param a of any shape
 * @param b of a shape that broadcasts with that of a
 * @returns the shape of both broadcast together, by NumPy's rule
 * @throws {UsageError} if the shapes do not broadcast together
 * @example ops.add(x, ops.scalar(1))
 */
export function add(a: Tensor, b: Tensor): Tensor {
  return operation('Add', [a, b], {
    shape: broadcastShape('add', a.shape, b.shape),
    derivative: (dy, _, a, b) => [sumTo(dy, a.shape), sumTo(dy, b.shape)],
  })
}

/**
 * a - b, value by value (ONNX Sub).
 *
 * @param a of any shape
 * @param b of a shape that broadcasts with that of a
 * @returns the shape of both broadcast together, by NumPy's rule
 * @throws {UsageError} if the shapes do not broadcast together
 * @example ops.subtract(y, target)
 */
export function subtract(a: Tensor, b: Tensor): Tensor {
  return operation('Sub', [a, b], {
    shape: broadcastShape('subtract', a.shape, b.shape),
    derivative: (dy, _, a, b) => [sumTo(dy, a.shape), sumTo(negate(dy), b.shape)],
  })
}

/**
 * a · b, value by value (ONNX Mul).
 *
 * @param a of any shape
 * @param b of a shape that broadcasts with that of a
 * @returns the shape of both broadcast together, by NumPy's rule
 * @throws {UsageError} if the shapes do not broadcast together
 * @example ops.multiply(error, error)
 */
export function multiply(a: Tensor, b: Tensor): Tensor {
  return operation('Mul', [a, b], {
    shape: broadcastShape('multiply', a.shape, b.shape),
    derivative: (dy, _, a, b) => [sumTo(multiply(dy, b), a.shape), sumTo(multiply(dy, a), b.shape)],
  })
}

/**
 * a / b, value by value (ONNX Div).
 *
 * @param a of any shape
 * @param b of a shape that broadcasts with that of a
 * @returns the shape of both broadcast together, by NumPy's rule
 * @throws {UsageError} if the shapes do not broadcast together
 * @example ops.divide(x, ops.scalar(255))
 */
export function divide(a: Tensor, b: Tensor): Tensor {
  return operation('Div', [a, b], {
    shape: broadcastShape('divide', a.shape, b.shape),
    // ∂(a/b)/∂b = -y/b
    derivative: (dy, y, a, b) => [sumTo(divide(dy, b), a.shape), sumTo(negate(divide(multiply(dy, y), b)), b.shape)],
  })
}

/**
 * x times a plain number.
 *
 * @param x of any shape
 * @param factor a number that stands in the graph
 * @example ops.scale(loss, 0.5)
 */
export function scale(x: Tensor, factor: number): Tensor {
  return multiply(x, scalar(factor))
}

// One operand.

/**
 * -x (ONNX Neg).
 *
 * @param x of any shape
 * @example ops.negate(logProbability)
 */
export function negate(x: Tensor): Tensor {
  return operation('Neg', [x], { shape: x.shape, derivative: dy => [negate(dy)] })
}

/**
 * |x|. At 0 the derivative is 0.
 *
 * @param x of any shape
 * @example ops.absolute(error)
 */
export function absolute(x: Tensor): Tensor {
  return operation('Abs', [x], {
    shape: x.shape,
    derivative: (dy, _, x) => [multiply(dy, sign(x))],
  })
}

/**
 * x · x.
 *
 * @param x of any shape
 * @example ops.square(error)
 */
export function square(x: Tensor): Tensor {
  return multiply(x, x)
}

/**
 * x to the power of a plain number.
 *
 * @param x of any shape
 * @param exponent a number that stands in the graph
 * @example ops.power(x, 3)
 */
export function power(x: Tensor, exponent: number): Tensor {
  return operation('Pow', [x, scalar(exponent)], {
    shape: x.shape,
    derivative: (dy, _, x) => [multiply(dy, scale(power(x, exponent - 1), exponent)), undefined],
  })
}

/**
 * eˣ (ONNX Exp).
 *
 * @param x of any shape
 * @example ops.exp(x)
 */
export function exp(x: Tensor): Tensor {
  return operation('Exp', [x], { shape: x.shape, derivative: (dy, y) => [multiply(dy, y)] })
}

/**
 * The natural logarithm of x (ONNX Log).
 *
 * @param x of any shape
 * @example ops.log(probabilities)
 */
export function log(x: Tensor): Tensor {
  return operation('Log', [x], { shape: x.shape, derivative: (dy, _, x) => [divide(dy, x)] })
}

/**
 * The square root of x (ONNX Sqrt).
 *
 * @param x of any shape
 * @example ops.sqrt(variance)
 */
export function sqrt(x: Tensor): Tensor {
  return operation('Sqrt', [x], { shape: x.shape, derivative: (dy, y) => [divide(scale(dy, 0.5), y)] })
}

// Masks and types: these have no derivative.

/**
 * -1, 0 or 1. It has no derivative.
 *
 * @param x of any shape
 * @example ops.sign(x)
 */
export function sign(x: Tensor): Tensor {
  return operation('Sign', [x], { shape: x.shape })
}

/**
 * 1 where a equals b, else 0; float32. It has no derivative.
 *
 * @param a of any shape
 * @param b of a shape that broadcasts with that of a
 * @throws {UsageError} if the shapes do not broadcast together
 * @example ops.equalMask(ops.argMax(y), labels)
 */
export function equalMask(a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShape('equal', a.shape, b.shape)
  return cast(operation('Equal', [a, b], { shape, dtype: 'bool' }), 'float32')
}

/**
 * 1 where x is greater than the number, else 0; float32. A mask that multiplies is cheaper than `Where`.
 *
 * @param x of any shape
 * @param bound a number that stands in the graph
 * @example ops.greaterMask(x, 0.5)
 */
export function greaterMask(x: Tensor, bound: number): Tensor {
  return cast(operation('Greater', [x, scalar(bound)], { shape: x.shape, dtype: 'bool' }), 'float32')
}

/**
 * x in another element type (ONNX Cast). It has no derivative.
 *
 * @param x of any shape
 * @param dtype of the result
 * @example ops.cast(labels, 'int64')
 */
export function cast(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x
  return operation('Cast', [x], { shape: x.shape, dtype, attributes: { to: { int: elementType[dtype] } } })
}
