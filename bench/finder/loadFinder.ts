import { readFileSync } from 'node:fs'
import { printGraph } from '../../src/graph/onnx.js'
import { readOnnx } from '../../src/graph/onnxReader.js'
import { constant, input } from '../../src/graph/tensor.js'
import { createFinder, type Finder } from '../../src/model/finder.js'
import type { ModelConfig } from '../../src/model/modelConfig.js'
import { modelFrom } from '../../src/model/modelFrom.js'
import { nodeRuntime } from '../../src/runtime/node.js'

/** Declares a finder that was trained on fields of one size to take any. */
export function anySize(bytes: Uint8Array): Uint8Array {
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
    boxes: ['batch', 4, 'rows', 'columns'],
  }
  return printGraph(outputs, {}, declared).model
}

export function loadFinder(file: string, threads = 1): Promise<Finder> {
  return createFinder(nodeRuntime, anySize(readFileSync(file)), { threads })
}
