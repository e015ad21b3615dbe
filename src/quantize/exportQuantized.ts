import { softmax } from '../graph/activation.js'
import { add, scale } from '../graph/elementwise.js'
import { toOnnx } from '../graph/onnx.js'
import { dequantize, integerConstant, quantize } from '../graph/quantization.js'
import { reshape } from '../graph/shape.js'
import { constant, type Tensor } from '../graph/tensor.js'
import { type ExportMetadata, metadataTexts } from '../model/metadata.js'
import { planGraph } from './graph.js'
import type { QuantizedConvolution, QuantizedInput, QuantizedModel } from './quantizedModel.js'
import type { ResultScale } from './scales.js'

/**
 * Exports a quantized model as ONNX with QuantizeLinear and DequantizeLinear nodes (QDQ), of which engines make integer kernels: input `image` and output
 * `probabilities` as those of `exportModel`, so that whatever runs a model file runs it. Weights are int8, biases int32.
 *
 * @param metadata of the model file. Its temperature is that of the quantized model.
 * @returns the bytes of an ONNX file
 * @example await writeFile('model-int8.onnx', exportQuantized(quantized))
 */
export function exportQuantized({ plan, operations }: QuantizedModel, metadata: ExportMetadata = {}): Uint8Array {
  const byName = new Map(operations.map(operation => [operation.planned.name, operation]))
  const convolution = (name: string) => byName.get(name) as QuantizedConvolution
  const results = planGraph(plan, {
    pixels: (image, { name }) => pixels(image, byName.get(name) as QuantizedInput),
    kernel({ name }, shape) {
      const { kernel, kernelScales } = convolution(name)
      return dequantize(integerConstant(kernel, shape), { scale: Float32Array.from(kernelScales), axis: 0 })
    },
    bias({ name }) {
      const { bias, kernelScales, inputs } = convolution(name)
      const scales = Float32Array.from(kernelScales, value => value * inputs[0]!.scale)
      return dequantize(integerConstant(bias, [bias.length]), { scale: scales, axis: 0 })
    },
    result(y, operation) {
      if (operation.kind === 'convolution' && operation.isLogits) return y
      return asInt8(y, byName.get(operation.name)!.result)
    },
  })
  const logits = reshape(results.get(operations.at(-1)!.planned.name)!, ['batch', plan.task.classes.length])
  const { temperature, task } = plan
  const probabilities = softmax(temperature === 1 ? logits : scale(logits, 1 / temperature))
  const texts = metadataTexts({ ...metadata, ...(temperature !== 1 && { temperature }) }, task)
  return toOnnx({ probabilities }, texts).model
}

/** A pixel is its own quantized value, where all channels have the scale of the result. */
function pixels(image: Tensor, { planned, table, result }: QuantizedInput): Tensor {
  const { shape, scale, offset } = planned
  if (!table) {
    const values = dequantize(image, { scale: result.scale, zero: result.zero + 128 })
    return reshape(values, ['batch', ...shape])
  }
  const offsets = constant(Float32Array.from(offset), [1, offset.length, 1, 1])
  const values = add(dequantize(image, { scale: Float32Array.from(scale) }), offsets)
  return asInt8(values, result)
}

const asInt8 = (y: Tensor, { scale, zero }: ResultScale) =>
  dequantize(quantize(y, 'int8', { scale, zero }), { scale, zero })
