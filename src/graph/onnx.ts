import { PbfWriter } from 'pbf'
import { isOpen } from './dimension.js'
import { nameTensors } from './names.js'
import {
  type Attribute,
  type ConstantData,
  type DrawNoise,
  type DType,
  elementType,
  type Shape,
  type Tensor,
  topologicalOrder,
} from './tensor.js'

// Field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). pbf writes the wire
// format; the five messages that a model needs are spelled out here, instead of the hundred that generated code brings.

/** ir_version 8 and opset 17: old enough for every current runtime, new enough for every operator used here. */
const IR_VERSION = 8
const OPSET = 17

/** What a graph must be fed. */
export interface GraphInput {
  readonly name: string
  readonly dtype: DType
  readonly shape: Shape
  /** Set on noise: how the host draws it. */
  readonly draw?: DrawNoise
}

/** A graph as an ONNX model. */
export interface OnnxModel {
  /** A serialized ModelProto. */
  readonly model: Uint8Array
  /** What must be fed, in the order of first use. */
  readonly inputs: readonly GraphInput[]
}

/**
 * Serializes the graph that computes the outputs as an ONNX model. Only what an output depends on is part of it.
 *
 * @param outputs the model's outputs by name
 * @param metadata becomes the model's metadata_props
 * @param declared shapes that inputs and outputs are said to have instead of their own, by name: a fully convolutional graph that was
 * built for one size computes others, too
 * @throws {UsageError} if a name is empty or would stand for two tensors
 * @example const { model } = toOnnx({ y: ops.square(ops.input('x', 'float32', ['batch'])) })
 */
export function toOnnx(
  outputs: Record<string, Tensor>,
  metadata: Record<string, string> = {},
  declared: Readonly<Record<string, Shape>> = {},
): OnnxModel {
  const order = topologicalOrder(Object.values(outputs))
  const { of: names, copies } = nameTensors(order, outputs)
  const inputs = order.flatMap(({ origin, dtype, shape }): GraphInput[] => {
    if (origin.kind !== 'input') return []
    const { name, draw } = origin
    return [{ name, dtype, shape: declared[name] ?? shape, ...(draw && { draw }) }]
  })

  const pbf = new PbfWriter()
  pbf.writeVarintField(1, IR_VERSION)
  pbf.writeStringField(2, 'mnist-digit-classifier')
  pbf.writeMessage(7, writeGraph, undefined)
  pbf.writeMessage(8, (_: undefined, opset) => opset.writeVarintField(2, OPSET), undefined)
  for (const [key, value] of Object.entries(metadata)) pbf.writeMessage(14, writeEntry, { key, value })
  return { model: pbf.finish(), inputs }

  function writeGraph(_: undefined, graph: PbfWriter) {
    for (const tensor of order)
      if (tensor.origin.kind === 'operation') {
        const { operator, inputs, attributes } = tensor.origin
        const sources = inputs.map(source => names.get(source)!)
        graph.writeMessage(1, writeNode, { operator, sources, target: names.get(tensor)!, attributes })
      }
    for (const [from, to] of copies)
      graph.writeMessage(1, writeNode, {
        operator: 'Identity',
        sources: [names.get(from)!],
        target: to,
        attributes: {},
      })
    graph.writeStringField(2, 'graph')
    for (const tensor of order)
      if (tensor.origin.kind === 'constant')
        graph.writeMessage(5, writeTensor, { name: names.get(tensor)!, tensor, data: tensor.origin.data })
    for (const { name, dtype, shape } of inputs) graph.writeMessage(11, writeValueInfo, { name, dtype, shape })
    for (const [name, { dtype, shape }] of Object.entries(outputs))
      graph.writeMessage(12, writeValueInfo, { name, dtype, shape: declared[name] ?? shape })
  }
}

function writeNode(
  node: { operator: string; sources: string[]; target: string; attributes: Readonly<Record<string, Attribute>> },
  pbf: PbfWriter,
) {
  for (const source of node.sources) pbf.writeStringField(1, source)
  pbf.writeStringField(2, node.target)
  pbf.writeStringField(4, node.operator)
  for (const [name, attribute] of Object.entries(node.attributes))
    pbf.writeMessage(5, writeAttribute, { name, attribute })
}

function writeAttribute({ name, attribute }: { name: string; attribute: Attribute }, pbf: PbfWriter) {
  const [FLOAT, INT, STRING, INTS] = [1, 2, 3, 7]
  pbf.writeStringField(1, name)
  if ('float' in attribute) {
    pbf.writeFloatField(2, attribute.float)
    pbf.writeVarintField(20, FLOAT)
  } else if ('int' in attribute) {
    pbf.writeVarintField(3, attribute.int)
    pbf.writeVarintField(20, INT)
  } else if ('text' in attribute) {
    pbf.writeBytesField(4, new TextEncoder().encode(attribute.text))
    pbf.writeVarintField(20, STRING)
  } else {
    for (const value of attribute.ints) pbf.writeVarintField(8, value)
    pbf.writeVarintField(20, INTS)
  }
}

function writeTensor({ name, tensor, data }: { name: string; tensor: Tensor; data: ConstantData }, pbf: PbfWriter) {
  for (const size of tensor.shape) pbf.writeVarintField(1, size as number)
  pbf.writeVarintField(2, elementType[tensor.dtype])
  pbf.writeStringField(8, name)
  pbf.writeBytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
}

function writeValueInfo({ name, dtype, shape }: { name: string; dtype: DType; shape: Shape }, pbf: PbfWriter) {
  pbf.writeStringField(1, name)
  pbf.writeMessage(2, writeType, { dtype, shape })
}

function writeType(value: { dtype: DType; shape: Shape }, pbf: PbfWriter) {
  pbf.writeMessage(1, writeTensorType, value)
}

function writeTensorType({ dtype, shape }: { dtype: DType; shape: Shape }, pbf: PbfWriter) {
  pbf.writeVarintField(1, elementType[dtype])
  pbf.writeMessage(2, writeShape, shape)
}

function writeShape(shape: Shape, pbf: PbfWriter) {
  for (const size of shape)
    pbf.writeMessage(
      1,
      (_: undefined, dimension) =>
        isOpen(size) ? dimension.writeStringField(2, size) : dimension.writeVarintField(1, size),
      undefined,
    )
}

function writeEntry({ key, value }: { key: string; value: string }, pbf: PbfWriter) {
  pbf.writeStringField(1, key)
  pbf.writeStringField(2, value)
}
