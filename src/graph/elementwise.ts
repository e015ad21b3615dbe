import { broadcastShape, sumTo } from './reduction.js'
import { type DType, operation, scalar, type Tensor } from './tensor.js'

// Two operands, broadcast together.

export function add(a: Tensor, b: Tensor): Tensor {
  return operation('Add', [a, b], {
    shape: broadcastShape('add', a.shape, b.shape),
    derivative: (dy, _, a, b) => [sumTo(dy, a.shape), sumTo(dy, b.shape)],
  })
}

export function subtract(a: Tensor, b: Tensor): Tensor {
  return operation('Sub', [a, b], {
    shape: broadcastShape('subtract', a.shape, b.shape),
    derivative: (dy, _, a, b) => [sumTo(dy, a.shape), sumTo(negate(dy), b.shape)],
  })
}

export function multiply(a: Tensor, b: Tensor): Tensor {
  return operation('Mul', [a, b], {
    shape: broadcastShape('multiply', a.shape, b.shape),
    derivative: (dy, _, a, b) => [sumTo(multiply(dy, b), a.shape), sumTo(multiply(dy, a), b.shape)],
  })
}

export function divide(a: Tensor, b: Tensor): Tensor {
  return operation('Div', [a, b], {
    shape: broadcastShape('divide', a.shape, b.shape),
    // ∂(a/b)/∂b = -y/b
    derivative: (dy, y, a, b) => [sumTo(divide(dy, b), a.shape), sumTo(negate(divide(multiply(dy, y), b)), b.shape)],
  })
}

/** x times a plain number. */
export function scale(x: Tensor, factor: number): Tensor {
  return multiply(x, scalar(factor))
}

// One operand.

export function negate(x: Tensor): Tensor {
  return operation('Neg', [x], { shape: x.shape, derivative: dy => [negate(dy)] })
}

/** |x|. At 0 the derivative is 0. */
export function absolute(x: Tensor): Tensor {
  return operation('Abs', [x], {
    shape: x.shape,
    derivative: (dy, _, x) => [multiply(dy, sign(x))],
  })
}

export function square(x: Tensor): Tensor {
  return multiply(x, x)
}

/** x to the power of a plain number. */
export function power(x: Tensor, exponent: number): Tensor {
  return operation('Pow', [x, scalar(exponent)], {
    shape: x.shape,
    derivative: (dy, _, x) => [multiply(dy, scale(power(x, exponent - 1), exponent)), undefined],
  })
}

export function exp(x: Tensor): Tensor {
  return operation('Exp', [x], { shape: x.shape, derivative: (dy, y) => [multiply(dy, y)] })
}

export function log(x: Tensor): Tensor {
  return operation('Log', [x], { shape: x.shape, derivative: (dy, _, x) => [divide(dy, x)] })
}

export function sqrt(x: Tensor): Tensor {
  return operation('Sqrt', [x], { shape: x.shape, derivative: (dy, y) => [divide(scale(dy, 0.5), y)] })
}

// Masks and types: these have no derivative.

/** -1, 0 or 1. */
export function sign(x: Tensor): Tensor {
  return operation('Sign', [x], { shape: x.shape })
}

/** 1 where a equals b, else 0; float32. */
export function equalMask(a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShape('equal', a.shape, b.shape)
  return cast(operation('Equal', [a, b], { shape, dtype: 'bool' }), 'float32')
}

/** 1 where x is greater than the number, else 0; float32. A mask that multiplies is cheaper than `Where`. */
export function greaterMask(x: Tensor, bound: number): Tensor {
  return cast(operation('Greater', [x, scalar(bound)], { shape: x.shape, dtype: 'bool' }), 'float32')
}

export function cast(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x
  const onnxType = { float32: 1, uint8: 2, int64: 7, bool: 9 }[dtype]
  return operation('Cast', [x], { shape: x.shape, dtype, attributes: { to: { int: onnxType } } })
}
