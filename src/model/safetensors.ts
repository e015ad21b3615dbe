import * as v from 'valibot'
import { ModelError } from '../errors.js'
import { expectShape, show, wholeNumber } from '../options.js'

// Vectors by name, as safetensors has them (https://github.com/huggingface/safetensors, "Format"): eight bytes with the length of a
// JSON header, the header, and the vectors, little-endian. Half a screen of code, no dependency, and any safetensors library opens it.
// A checkpoint's header begins with a checksum of all that follows it: a disk that lost a bit must not change a training unseen.

export type Vectors = Readonly<Record<string, Float32Array>>
export type Metadata = Readonly<Record<string, string>>

/** Numbers with their shape. */
export interface TensorData {
  readonly data: Float32Array
  readonly shape: readonly number[]
}

/**
 * Serializes tensors as safetensors, as any library reads them.
 *
 * @param metadata texts by their names
 */
export function encodeTensors(tensors: Readonly<Record<string, TensorData>>, metadata: Metadata): Uint8Array {
  let end = 0
  const entries = Object.entries(tensors).map(([name, { data, shape }]) => {
    const start = end
    end += data.byteLength
    return [name, { dtype: 'F32', shape, data_offsets: [start, end] }] as const
  })
  const text = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }))
  const length = Math.ceil(text.length / 8) * 8
  const bytes = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true)
  bytes.set(text, 8)
  for (const [name, { data_offsets }] of entries) {
    const { data } = tensors[name]!
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 8 + length + data_offsets[0]!)
  }
  return bytes
}

/** Serializes vectors and texts, with a checksum. Names and texts must be ASCII. */
export function encodeSafetensors(vectors: Vectors, metadata: Metadata): Uint8Array {
  const tensors = Object.entries(vectors).map(([name, data]) => [name, { data, shape: [data.length] }] as const)
  const bytes = encodeTensors(Object.fromEntries(tensors), { checksum: checksum(new Uint8Array(0)), ...metadata })
  bytes.set(new TextEncoder().encode(checksum(bytes.subarray(covered))), covered - digits)
  return bytes
}

const entrySchema = v.object(
  {
    dtype: v.literal('F32', 'F32'),
    shape: v.pipe(v.array(wholeNumber, '[length]'), v.length(1, '[length]')),
    data_offsets: v.pipe(v.array(wholeNumber, '[start, end]'), v.length(2, '[start, end]')),
  },
  'an object',
)

const headerSchema = v.objectWithRest(
  { __metadata__: v.objectWithRest({ checksum: v.string('a text') }, v.string('a text'), 'an object') },
  entrySchema,
  'an object',
)

/**
 * Reads vectors and texts.
 *
 * @returns copies of the vectors
 * @throws {ModelError} if the bytes are none that `encodeSafetensors` wrote, or were changed since
 */
export function decodeSafetensors(bytes: Uint8Array): { vectors: Vectors; metadata: Metadata } {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true))
  const start = 8 + length
  if (start > bytes.length) throw new ModelError(`expected a header of ${length} bytes, received ${bytes.length - 8}`)
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)))
  expectShape(headerSchema, header, 'a header')
  const { __metadata__: metadata, ...entries } = header
  const actual = checksum(bytes.subarray(covered))
  if (metadata.checksum !== actual)
    throw new ModelError(`its checksum is ${show(metadata.checksum)}, that of its content ${actual}`)
  let offset = 0
  const vectors = Object.entries(entries).map(([name, entry]): [string, Float32Array] => {
    const [[from, to], [count]] = [entry.data_offsets, entry.shape] as [[number, number], [number]]
    if (from !== offset) throw new ModelError(`expected ${name} to begin at byte ${offset}, received ${from}`)
    if (to - from !== count * 4) throw new ModelError(`expected ${count * 4} bytes of ${name}, received ${to - from}`)
    if (start + to > bytes.length)
      throw new ModelError(`expected ${name} to end by byte ${bytes.length - start}, received ${to}`)
    offset = to
    // A copy, to be aligned; not by slice(), which is a view where a file was read into Node's Buffer.
    return [name, new Float32Array(new Uint8Array(bytes.subarray(start + from, start + to)).buffer)]
  })
  if (start + offset !== bytes.length) throw new ModelError('its vectors do not fill it')
  return { vectors: Object.fromEntries(vectors), metadata }
}

/** Hexadecimal digits of a checksum, and the first byte that it covers. */
const digits = 8
const covered = 8 + '{"__metadata__":{"checksum":"'.length + digits

/** FNV-1a. */
function checksum(bytes: Uint8Array): string {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16).padStart(digits, '0')
}
