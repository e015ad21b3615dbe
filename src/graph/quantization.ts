import { type ConstantData, type DType, operation, type Tensor } from './tensor.js'

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
