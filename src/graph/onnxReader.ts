import { PbfReader } from 'pbf'
import { ModelError } from '../errors.js'

/** An input or an output of a model, as the model declares it. */
export interface OnnxValue {
  readonly name: string
  /** The element type, as `float32`; undefined where it is no tensor, or not declared. */
  readonly dtype: string | undefined
  /** Sizes, the name of each that is open; undefined where not even the rank is declared. */
  readonly shape: readonly (number | string)[] | undefined
}

/** What this project reads of an ONNX model: its metadata, its weights, and what whoever runs it should know. */
export interface OnnxContents {
  readonly metadata: Readonly<Record<string, string>>
  /** The float32 initializers, by name. */
  readonly weights: ReadonlyMap<string, Float32Array>
  /** What must be fed: the inputs that no initializer has a value for. */
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
  /** Every operator of its nodes, those of graphs within nodes too. */
  readonly operators: ReadonlySet<string>
  /** The domains of those that are not of the standard's. */
  readonly domains: ReadonlySet<string>
  /** How many nodes, initializers, inputs and outputs it has. */
  readonly parts: number
  /** How many functions it defines by itself. */
  readonly functions: number
  /** Files that tensors are to be read from, as the model names them. */
  readonly externalFiles: ReadonlySet<string>
}

/**
 * Reads a serialized ModelProto; the field numbers are those of onnx.proto.
 *
 * @throws {ModelError} if the bytes are no ONNX model
 */
export function readOnnx(bytes: Uint8Array): OnnxContents {
  const model = { ...emptyGraph(), metadata: {} as Record<string, string>, functions: 0 }
  try {
    const reader = new PbfReader(bytes)
    reader.readFields((tag, _, pbf) => {
      if (pbf.type !== BYTES) return
      if (tag === 7) pbf.readMessage(readGraph, model)
      else if (tag === 14) {
        const { key, value } = readEntry(pbf)
        model.metadata[key] = value
      } else if (tag === 25) model.functions++
    }, undefined)
    // The reader itself stops without a word where a field is longer than what is left.
    if (reader.pos > bytes.length) throw new ModelError('the file is cut')
  } catch (error) {
    throw new ModelError(
      `expected an ONNX model, received ${bytes.length} bytes that are none (${(error as Error).message})`,
      { cause: error },
    )
  }
  if (model.outputs.length === 0)
    throw new ModelError(`expected an ONNX model, received ${bytes.length} bytes that hold no graph with outputs`)
  const { metadata, weights, outputs, operators, domains, parts, functions, externalFiles } = model
  const inputs = model.inputs.filter(({ name }) => !model.initializers.has(name))
  return { metadata, weights, inputs, outputs, operators, domains, parts, functions, externalFiles }
}

// Wire types of protobuf. A field of another type than the standard's counts as unknown, as it does for ONNX Runtime: so nothing
// can be hidden from one of the two readers.
const [VARINT, BYTES] = [0, 2]

/** ONNX's element types, by number. */
const elementTypes = [
  ...['undefined', 'float32', 'uint8', 'int8', 'uint16', 'int16', 'int32', 'int64', 'string', 'bool', 'float16'],
  ...['float64', 'uint32', 'uint64', 'complex64', 'complex128', 'bfloat16'],
]

interface Graph {
  weights: Map<string, Float32Array>
  initializers: Set<string>
  inputs: OnnxValue[]
  outputs: OnnxValue[]
  operators: Set<string>
  domains: Set<string>
  externalFiles: Set<string>
  parts: number
}

function emptyGraph(): Graph {
  return {
    weights: new Map(),
    initializers: new Set(),
    inputs: [],
    outputs: [],
    operators: new Set(),
    domains: new Set(),
    externalFiles: new Set(),
    parts: 0,
  }
}

function readGraph(tag: number, graph: Graph, pbf: PbfReader) {
  if (pbf.type !== BYTES) return
  if (tag === 1) pbf.readMessage(readNode, graph)
  else if (tag === 5) {
    const { name, type, data } = readTensor(pbf, graph)
    graph.initializers.add(name)
    // A copy, since the bytes within a message need not be aligned; not by slice(), which is a view where a file was read
    // into Node's Buffer.
    if (type === 1) graph.weights.set(name, new Float32Array(new Uint8Array(data).buffer))
  } else if (tag === 11) graph.inputs.push(readValue(pbf))
  else if (tag === 12) graph.outputs.push(readValue(pbf))
  else if (tag === 15) pbf.readMessage(readSparseTensor, graph)
  else return
  graph.parts++
}

function readNode(tag: number, graph: Graph, pbf: PbfReader) {
  if (pbf.type !== BYTES) return
  if (tag === 4) graph.operators.add(pbf.readString())
  else if (tag === 5) pbf.readMessage(readAttribute, graph)
  else if (tag === 7) {
    const domain = pbf.readString()
    if (domain !== '' && domain !== 'ai.onnx') graph.domains.add(domain)
  }
}

/** What lies within an attribute: tensors, and graphs whose names and weights are their own. */
function readAttribute(tag: number, graph: Graph, pbf: PbfReader) {
  if (pbf.type !== BYTES) return
  if (tag === 5 || tag === 10) readTensor(pbf, graph)
  else if (tag === 22 || tag === 23) pbf.readMessage(readSparseTensor, graph)
  else if (tag === 6 || tag === 11) {
    const { operators, domains, externalFiles } = graph
    graph.parts += pbf.readMessage(readGraph, { ...emptyGraph(), operators, domains, externalFiles }).parts
  }
}

function readSparseTensor(tag: number, graph: Graph, pbf: PbfReader) {
  if (pbf.type === BYTES && tag <= 2) readTensor(pbf, graph)
}

function readTensor(pbf: PbfReader, { externalFiles }: Graph) {
  const tensor = { name: '', type: 0, data: new Uint8Array(0) as Uint8Array, file: undefined as string | undefined }
  pbf.readMessage((tag, _, pbf) => {
    if (pbf.type === VARINT) {
      if (tag === 2) tensor.type = pbf.readVarint()
      else if (tag === 14 && pbf.readVarint() === 1) tensor.file ??= ''
    } else if (pbf.type === BYTES) {
      if (tag === 8) tensor.name = pbf.readString()
      else if (tag === 9) tensor.data = pbf.readBytes()
      else if (tag === 13) {
        const { key, value } = readEntry(pbf)
        tensor.file = key === 'location' ? value : (tensor.file ?? '')
      }
    }
  }, undefined)
  if (tensor.file !== undefined) externalFiles.add(tensor.file)
  return tensor
}

/** A ValueInfoProto. */
function readValue(pbf: PbfReader): OnnxValue {
  const value: { name: string; dtype?: string; shape?: (number | string)[] } = { name: '' }
  pbf.readMessage((tag, _, pbf) => {
    if (pbf.type !== BYTES) return
    if (tag === 1) value.name = pbf.readString()
    else if (tag === 2) pbf.readMessage(readType, value)
  }, undefined)
  const { name, dtype, shape } = value
  return { name, dtype, shape }
}

function readType(tag: number, value: { dtype?: string; shape?: (number | string)[] }, pbf: PbfReader) {
  if (tag !== 1 || pbf.type !== BYTES) return
  pbf.readMessage((tag, _, pbf) => {
    if (tag === 1 && pbf.type === VARINT) {
      const type = pbf.readVarint()
      value.dtype = elementTypes[type] ?? `type ${type}`
    } else if (tag === 2 && pbf.type === BYTES) {
      value.shape = []
      pbf.readMessage(readDimension, value.shape)
    }
  }, undefined)
}

function readDimension(tag: number, shape: (number | string)[], pbf: PbfReader) {
  if (tag !== 1 || pbf.type !== BYTES) return
  let size: number | string = '?'
  pbf.readMessage((tag, _, pbf) => {
    if (tag === 1 && pbf.type === VARINT) size = pbf.readVarint(true)
    else if (tag === 2 && pbf.type === BYTES) size = pbf.readString()
  }, undefined)
  shape.push(size)
}

function readEntry(pbf: PbfReader): { key: string; value: string } {
  const entry = { key: '', value: '' }
  pbf.readMessage((tag, _, pbf) => {
    if (pbf.type !== BYTES) return
    if (tag === 1) entry.key = pbf.readString()
    else if (tag === 2) entry.value = pbf.readString()
  }, undefined)
  return entry
}
