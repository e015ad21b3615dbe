import { toOnnx } from '../../src/graph/onnx.js'
import { readOnnx } from '../../src/graph/onnxReader.js'
import { constant, input } from '../../src/graph/tensor.js'
import type { ModelConfig } from '../../src/model/modelConfig.js'
import { modelFrom } from '../../src/model/modelFrom.js'

/**
 * Prints a finder that was trained on fields of one size as one that takes any: all its layers are convolutions.
 *
 * @param bytes a model file with the network's configuration
 * @param metadata is kept in the model's metadata_props
 */
export function anySize(bytes: Uint8Array, metadata: Record<string, string> = {}): Uint8Array {
  const contents = readOnnx(bytes)
  const network = modelFrom(JSON.parse(contents.metadata.configuration!) as ModelConfig)
  const weights = Object.fromEntries(
    network.weights.map(({ name, shape }) => [name, constant(contents.weights.get(name)!, shape as number[], name)]),
  )
  const shape = network.inputs[0]!.shape
  const outputs = network.apply({ scene: input('scene', 'float32', ['batch', ...shape]) }, weights)
  const declared = {
    scene: ['batch', 1, 'height', 'width'],
    classes: ['batch', 11, 'rows', 'columns'],
    separators: ['batch', 6, 'rows', 'columns'],
    boxes: ['batch', 4, 'rows', 'columns'],
  }
  return toOnnx(outputs, metadata, declared).model
}
