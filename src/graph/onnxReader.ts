import { PbfReader } from 'pbf'

/** What this project reads of an ONNX model: its notes, its weights, and the names that it is fed and answers by. */
export interface OnnxContents {
  readonly metadata: Readonly<Record<string, string>>
  /** The float32 initialisers, by name. */
  readonly weights: ReadonlyMap<string, Float32Array>
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

interface Draft {
  metadata: Record<string, string>
  weights: Map<string, Float32Array>
  inputs: string[]
  outputs: string[]
}

/**
 * Reads a serialised ModelProto; the field numbers are those of onnx.proto.
 *
 * @throws Error where the bytes are no ONNX model
 */
export function readOnnx(bytes: Uint8Array): OnnxContents {
  const contents: Draft = { metadata: {}, weights: new Map(), inputs: [], outputs: [] }
  try {
    const reader = new PbfReader(bytes)
    reader.readFields((tag, model, pbf) => {
      if (tag === 7) pbf.readMessage(readGraph, model)
      else if (tag === 14) {
        const { key, value } = pbf.readMessage(readEntry, { key: '', value: '' })
        model.metadata[key] = value
      }
    }, contents)
    // The reader itself stops without a word where a field is longer than what is left.
    if (reader.pos > bytes.length) throw new Error('the file is cut')
  } catch (error) {
    throw new Error(
      `expected an ONNX model, received ${bytes.length} bytes that are none (${(error as Error).message})`,
    )
  }
  if (contents.outputs.length === 0)
    throw new Error(`expected an ONNX model, received ${bytes.length} bytes that hold no graph with outputs`)
  return contents
}

function readGraph(tag: number, graph: Draft, pbf: PbfReader) {
  if (tag === 5) {
    const { name, data, type } = pbf.readMessage(readTensor, { name: '', data: new Uint8Array(0), type: 0 })
    // A copy, since the bytes within a message need not be aligned; not by slice(), which is a view where a file was read
    // into Node's Buffer.
    if (type === 1) graph.weights.set(name, new Float32Array(new Uint8Array(data).buffer))
  } else if (tag === 11) graph.inputs.push(pbf.readMessage(readName, { name: '' }).name)
  else if (tag === 12) graph.outputs.push(pbf.readMessage(readName, { name: '' }).name)
}

function readTensor(tag: number, tensor: { name: string; data: Uint8Array; type: number }, pbf: PbfReader) {
  if (tag === 2) tensor.type = pbf.readVarint()
  else if (tag === 8) tensor.name = pbf.readString()
  else if (tag === 9) tensor.data = pbf.readBytes()
}

function readName(tag: number, value: { name: string }, pbf: PbfReader) {
  if (tag === 1) value.name = pbf.readString()
}

function readEntry(tag: number, entry: { key: string; value: string }, pbf: PbfReader) {
  if (tag === 1) entry.key = pbf.readString()
  else if (tag === 2) entry.value = pbf.readString()
}
