import { PbfReader, PbfWriter } from 'pbf'

// Messages of protobuf as trees that a test may change and print again, whatever it then says. What is known of onnx.proto here is
// only which fields are messages themselves.

/** A field of a message: a number (wire type 0), 4 or 8 bytes (5, 1), bytes, text or a message (2). */
export interface Field {
  tag: number
  type: number
  value: number | string | Uint8Array | Field[]
}

/** Which fields of a message are messages, by tag. */
export interface Schema {
  readonly [tag: number]: Schema
}

type Mutable = { [tag: number]: Mutable }

const entry: Mutable = {}
const type: Mutable = { 1: { 2: { 1: {} } } }
type[4] = { 1: type }
type[9] = { 1: type }
const tensor: Mutable = { 13: entry }
const attribute: Mutable = { 5: tensor, 10: tensor, 14: type }
const node: Mutable = { 5: attribute }
const valueInfo: Mutable = { 2: type }
const graph: Mutable = { 1: node, 5: tensor, 11: valueInfo, 12: valueInfo, 13: valueInfo }
attribute[6] = graph
attribute[11] = graph

/** ModelProto, see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. */
export const modelSchema: Schema = { 7: graph, 8: {}, 14: entry, 25: { 7: node, 9: {} } }

/** Reads a message, and those within it. */
export function parseMessage(bytes: Uint8Array, schema: Schema = modelSchema): Field[] {
  const fields: Field[] = []
  const pbf = new PbfReader(bytes)
  while (pbf.pos < bytes.length) {
    const key = pbf.readVarint()
    const [tag, type] = [key >>> 3, key & 7]
    if (type === 0) fields.push({ tag, type, value: pbf.readVarint(true) })
    else if (type === 2) {
      const content = pbf.readBytes()
      fields.push({ tag, type, value: schema[tag] ? parseMessage(content, schema[tag]) : content })
    } else {
      const size = type === 1 ? 8 : 4
      fields.push({ tag, type, value: bytes.slice(pbf.pos, pbf.pos + size) })
      pbf.pos += size
    }
  }
  return fields
}

/** Writes a message; what `parseMessage` reads. */
export function printMessage(fields: readonly Field[]): Uint8Array {
  const pbf = new PbfWriter()
  for (const { tag, type, value } of fields)
    if (typeof value === 'number') pbf.writeVarintField(tag, value)
    else if (typeof value === 'string') pbf.writeStringField(tag, value)
    else if (Array.isArray(value)) pbf.writeBytesField(tag, printMessage(value))
    else if (type === 2) pbf.writeBytesField(tag, value)
    else {
      pbf.writeVarint((tag << 3) | type)
      const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
      for (let at = 0; at < value.length; at += 4) pbf.writeFixed32(view.getUint32(at, true))
    }
  return pbf.finish()
}
