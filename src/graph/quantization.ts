import { clip, maximum } from './comparison.js'
import { absolute, divide, multiply, scale } from './elementwise.js'
import { type ConstantData, type DType, operation, scalar, type Tensor } from './tensor.js'

// Values q of 8 bits that stand for real numbers scale · (q - zero): Jacob et al. 2018, arXiv 1712.05877.

/** Which real numbers integers stand for: scale · (q - zero). */
export interface Quantization {
  /** One for all values, or one for each index of `axis`. */
  readonly scale: number | Float32Array
  /** One for all values. Defaults to 0. */
  readonly zero?: number
  /** Which axis has a scale of its own for each index. Defaults to 1. */
  readonly axis?: number
}

/** Types of quantized values. */
export type QuantizedDType = Extract<DType, 'int8' | 'uint8' | 'int32'>

/** Less than the scale of any filter with weights. */
const SMALLEST = 1e-30

const arrays = { int8: Int8Array, uint8: Uint8Array, int32: Int32Array }

/**
 * A tensor of integers whose values are part of the graph.
 *
 * @example ops.dequantize(integerConstant(Int8Array.of(1, 2), [2]), { scale: 0.5 })
 */
export function integerConstant(data: Int8Array | Int32Array, shape: readonly number[]): Tensor {
  return { dtype: data instanceof Int8Array ? 'int8' : 'int32', shape, origin: { kind: 'constant', data } }
}

/**
 * The nearest integers, those of 8 bits: x / scale + zero, saturated (ONNX QuantizeLinear).
 *
 * @param x float32 of any shape
 */
export function quantize(x: Tensor, dtype: 'int8' | 'uint8', quantization: Quantization): Tensor {
  const inputs = [x, ...quantizationInputs(dtype, quantization)]
  return operation('QuantizeLinear', inputs, { shape: x.shape, dtype, attributes: axisOf(quantization) })
}

/**
 * What integers stand for (ONNX DequantizeLinear).
 *
 * @param q int8, uint8 or int32 of any shape
 */
export function dequantize(q: Tensor, quantization: Quantization): Tensor {
  const inputs = [q, ...quantizationInputs(q.dtype as QuantizedDType, quantization)]
  return operation('DequantizeLinear', inputs, { shape: q.shape, attributes: axisOf(quantization) })
}

/**
 * The nearest integer, halves to the even one (ONNX Round). The derivative is 1, as if nothing had been rounded: the straight-through estimator (Bengio
 * et al. 2013, arXiv 1308.3432).
 *
 * @param x float32 of any shape
 * @example ops.roundStraightThrough(ops.scale(x, 16))
 */
export function roundStraightThrough(x: Tensor): Tensor {
  return operation('Round', [x], { shape: x.shape, derivative: dy => [dy] })
}

/**
 * What int8 values will stand for instead of x: scale · (q - zero), of the nearest q. The derivative is 1 within their range, as if nothing had been
 * rounded, and 0 outside it: so a network learns to compute with what quantization leaves (Jacob et al. 2018, arXiv 1712.05877, section 3).
 *
 * @param x float32 of any shape
 * @param quantization.scale of all values
 * @param quantization.zero in [-128, 127]. Defaults to 0.
 * @example ops.fakeQuantize(x, { scale: 1 / 32, zero: -128 })
 */
export function fakeQuantize(x: Tensor, quantization: { readonly scale: number; readonly zero?: number }): Tensor {
  const { scale: unit, zero = 0 } = quantization
  return scale(roundStraightThrough(clip(scale(x, 1 / unit), -128 - zero, 127 - zero)), unit)
}

/**
 * The same for weights, as int8 values symmetric about zero, with a scale for each index of the first axis that follows from the largest
 * weight there. All weights lie in that range, so that the derivative is 1; the scale is taken as given.
 *
 * @param w float32, [filters, …]
 * @example ops.fakeQuantizeWeights(kernel)
 */
export function fakeQuantizeWeights(w: Tensor): Tensor {
  const axes = w.shape.slice(1).map((_, axis) => axis + 1)
  const largest = operation('ReduceMax', [absolute(w)], {
    shape: w.shape.map((size, axis) => (axis === 0 ? size : 1)),
    attributes: { axes: { ints: axes }, keepdims: { int: 1 } },
    derivative: () => [undefined],
  })
  const units = maximum(scale(largest, 1 / 127), scalar(SMALLEST)) // a filter of zeros divides by something
  return multiply(roundStraightThrough(divide(w, units)), units)
}

function quantizationInputs(dtype: QuantizedDType, { scale, zero = 0 }: Quantization): Tensor[] {
  const scales = typeof scale === 'number' ? Float32Array.of(scale) : scale
  const shape = typeof scale === 'number' ? [] : [scale.length]
  const zeros: ConstantData = new arrays[dtype](scales.length).fill(zero)
  return [
    { dtype: 'float32', shape, origin: { kind: 'constant', data: scales } },
    { dtype, shape, origin: { kind: 'constant', data: zeros } },
  ]
}

const axisOf = ({ axis = 1 }: Quantization) => ({ axis: { int: axis } })
