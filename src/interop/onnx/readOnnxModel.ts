import { ModelError } from '../../errors.js'
import { readOnnx } from '../../graph/onnxReader.js'
import { assemble, chooseTask, type Imported, type ImportOptions } from '../assemble.js'
import { affineOf, followedBy } from '../pixels.js'
import { readGraph } from './graph.js'
import { traceGraph } from './traceGraph.js'

/**
 * Reads a classifier of images out of an ONNX file, as PyTorch and tf2onnx write them: a graph of known operators, from one input to one output. A model
 * that this project wrote is returned as it is.
 *
 * @param bytes of an ONNX file
 * @param options task and range of pixels, where the file does not say them
 * @throws {ModelError} if the file is damaged, or has an operator that there is no layer for; it names it
 * @example const { model } = importOnnx(await readFile('net.onnx'), { pixels: 'standardized' })
 */
export function importOnnx(bytes: Uint8Array, options: ImportOptions = {}): Imported {
  const { inputs, outputs, metadata, externalFiles, functions } = readOnnx(bytes)
  if (metadata.configuration !== undefined && metadata.classes !== undefined)
    return { model: bytes, notes: ['it is a model of this project already'] }
  const [file] = externalFiles
  if (file !== undefined) throw new ModelError(`expected a model in one file, received one with weights in ${file}`)
  if (functions > 0) throw new ModelError(`expected a graph without functions of its own, received ${functions}`)
  if (inputs.length !== 1 || outputs.length !== 1)
    throw new ModelError(`expected one input and one output, received ${inputs.length} and ${outputs.length}`)
  const { name, shape = [] } = inputs[0]!
  const sizes = shape.slice(1)
  if (sizes.length === 0 || !sizes.every(size => typeof size === 'number' && size > 0))
    throw new ModelError(`expected images of a fixed size, received an input [${shape.join(', ')}]`)
  const { layers, imageShape, classes, scaling } = traceGraph(
    readGraph(bytes),
    { name, shape: sizes as number[] },
    outputs[0]!.name,
  )
  const task = chooseTask(options.task, imageShape, classes)
  const first = affineOf(options.pixels ?? (scaling.length > 0 ? '0..255' : '0..1'), task)
  const affine = scaling.reduce((before, [scale, offset]) => followedBy(before, scale, offset), first)
  return assemble(layers, { task, affine, metadata: {}, notes: [] })
}
