import { PbfReader } from 'pbf'
import { ModelError } from '../../errors.js'
import { size } from '../../training/parameters.js'

/** A constant of a graph, its numbers as floats. */
export interface OnnxTensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** An attribute of a node, as far as nets of images have them. */
export type OnnxAttribute = number | string | readonly number[] | OnnxTensor

export interface OnnxNode {
  readonly name: string
  readonly operator: string
  readonly domain: string
  /** Names; empty where an input is left out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, OnnxAttribute>>
}

/** A graph with its nodes in their order, each after those that it needs. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[]
  readonly constants: ReadonlyMap<string, OnnxTensor>
}

/**
 * Reads nodes and constants of a serialized ModelProto; the field numbers are those of onnx.proto. Inputs and outputs are told by `readOnnx`, which must
 * have accepted the bytes.
 *
 * @throws {ModelError} if a constant is of a type that no net of images needs
 */
export function readGraph(bytes: Uint8Array): OnnxGraph {
  const nodes: OnnxNode[] = []
  const constants = new Map<string, OnnxTensor>()
  new PbfReader(bytes).readFields((tag, _, pbf) => {
    if (tag !== 7) return
    pbf.readMessage((inner, __, graph) => {
      if (inner === 1) nodes.push(readNode(graph))
      else if (inner === 5) {
        const { name, tensor } = readTensor(graph)
        constants.set(name, tensor)
      }
    }, undefined)
  }, undefined)
  return { nodes, constants }
}

function readNode(pbf: PbfReader): OnnxNode {
  const node = { name: '', operator: '', domain: '', inputs: [] as string[], outputs: [] as string[] }
  const attributes: Record<string, OnnxAttribute> = {}
  pbf.readMessage((tag, _, pbf) => {
    if (tag === 1) node.inputs.push(pbf.readString())
    else if (tag === 2) node.outputs.push(pbf.readString())
    else if (tag === 3) node.name = pbf.readString()
    else if (tag === 4) node.operator = pbf.readString()
    else if (tag === 7) node.domain = pbf.readString()
    else if (tag === 5) {
      const { name, value } = readAttribute(pbf)
      if (value !== undefined) attributes[name] = value
    }
  }, undefined)
  return { ...node, attributes }
}

function readAttribute(pbf: PbfReader): { name: string; value: OnnxAttribute | undefined } {
  let name = ''
  let value: OnnxAttribute | undefined
  const list: number[] = []
  pbf.readMessage((tag, _, pbf) => {
    if (tag === 1) name = pbf.readString()
    else if (tag === 2) value = pbf.readFloat()
    else if (tag === 3) value = pbf.readVarint(true)
    else if (tag === 4) value = new TextDecoder().decode(pbf.readBytes())
    else if (tag === 5) value = readTensor(pbf).tensor
    else if (tag === 7) pbf.readPackedFloat(list)
    else if (tag === 8) pbf.readPackedVarint(list, true)
  }, undefined)
  return { name, value: list.length > 0 ? list : value }
}

/** TensorProto: its type decides where the numbers lie. */
function readTensor(pbf: PbfReader): { name: string; tensor: OnnxTensor } {
  const shape: number[] = []
  const numbers: number[] = []
  let [name, type] = ['', 0]
  let raw: Uint8Array | undefined
  pbf.readMessage((tag, _, pbf) => {
    if (tag === 1) pbf.readPackedVarint(shape, true)
    else if (tag === 2) type = pbf.readVarint()
    else if (tag === 4) pbf.readPackedFloat(numbers)
    else if (tag === 5 || tag === 7) pbf.readPackedVarint(numbers, true)
    else if (tag === 8) name = pbf.readString()
    else if (tag === 9) raw = pbf.readBytes()
  }, undefined)
  const data = raw ? fromRaw(name, type, raw) : Float32Array.from(numbers)
  if (data.length !== size(shape))
    throw new ModelError(`${name}: expected ${size(shape)} numbers of [${shape.join(', ')}], received ${data.length}`)
  return { name, tensor: { shape, data } }
}

function fromRaw(name: string, type: number, raw: Uint8Array): Float32Array {
  const bytes = new Uint8Array(raw) // a copy, to be aligned
  const [FLOAT, UINT8, INT8, INT32, INT64, BOOL, DOUBLE] = [1, 2, 3, 6, 7, 9, 11]
  switch (type) {
    case FLOAT:
      return new Float32Array(bytes.buffer)
    case UINT8:
    case BOOL:
      return Float32Array.from(bytes)
    case INT8:
      return Float32Array.from(new Int8Array(bytes.buffer))
    case INT32:
      return Float32Array.from(new Int32Array(bytes.buffer))
    case INT64:
      return Float32Array.from(new BigInt64Array(bytes.buffer), Number)
    case DOUBLE:
      return Float32Array.from(new Float64Array(bytes.buffer))
    default:
      throw new ModelError(`${name}: expected numbers of float32, received those of ONNX's type ${type}`)
  }
}
