import { UsageError } from '../errors.js'
import { fixedPoint } from './fixedPoint.js'
import type { PlannedConvolution } from './plan.js'
import { LOGIT_BITS, type QuantizedConvolution } from './quantizedModel.js'
import type { ResultScale } from './scales.js'

/** What a bias may be at most, so that it leaves room for the products in an int32. */
const MAX_BIAS = 2 ** 28

/**
 * The weights of a convolution in int8, those of each filter symmetric about zero and with a scale of their own, and its bias in int32.
 *
 * @param x scale of the input
 * @throws {UsageError} if a sum might not fit into an int32
 */
export function quantizeConvolution(
  { name, kernel: weights, bias: biases, signs, isLogits }: PlannedConvolution,
  x: ResultScale,
  result: ResultScale,
  temperature: number,
): Pick<QuantizedConvolution, 'kernel' | 'kernelScales' | 'bias' | 'factors'> {
  const size = weights.length / biases.length
  const kernel = new Int8Array(weights.length)
  const [kernelScales, bias] = [new Float64Array(biases.length), new Int32Array(biases.length)]
  for (const filter of biases.keys()) {
    const [start, end] = [filter * size, (filter + 1) * size]
    const row = weights.subarray(start, end)
    const offset = biases[filter]! + x.remainder * row.reduce((sum, weight) => sum + weight, 0)
    const largest = row.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)
    // A filter of next to no weights must not make its bias a number beyond all bounds.
    const scale = Math.max(largest / 127, Math.abs(offset) / (x.scale * MAX_BIAS)) || 1
    kernelScales[filter] = scale
    for (let i = start; i < end; i++) kernel[i] = Math.max(-127, Math.min(127, Math.round(weights[i]! / scale)))
    bias[filter] = Math.round(offset / (scale * x.scale))
    expectInt32(name, kernel.subarray(start, end), bias[filter]!)
  }
  const unit = isLogits ? (temperature * Math.LN2) / 2 ** LOGIT_BITS : result.scale
  const factors = kernelScales.map((scale, filter) => ((signs?.[filter] ?? 1) * scale * x.scale) / unit)
  return { kernel, kernelScales, bias, factors: fixedPoint(factors) }
}

function expectInt32(name: string, weights: Int8Array, bias: number): void {
  const most = 256 * weights.reduce((sum, weight) => sum + Math.abs(weight), 0) + Math.abs(bias)
  if (most >= 2 ** 31)
    throw new UsageError(
      `${name}: expected sums that fit into 32 bits, to be quantized, received ${weights.length} products that may come to ${most}`,
    )
}
