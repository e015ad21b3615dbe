import { ModelError } from '../../errors.js'
import { show } from '../../options.js'
import { product } from '../order.js'

/** Numbers with their shape. */
export interface TensorData {
  readonly data: Float32Array
  readonly shape: readonly number[]
}

/**
 * Serializes tensors as safetensors (https://github.com/huggingface/safetensors, "Format"): eight bytes with the length of a JSON header, the
 * header, and the numbers, little-endian.
 *
 * @param metadata texts by their names
 */
export function encodeTensors(
  tensors: Readonly<Record<string, TensorData>>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
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

/**
 * Reads the float32 tensors and the texts of a safetensors file, whoever wrote it.
 *
 * @throws {ModelError} if the file is damaged
 */
export function decodeTensors(bytes: Uint8Array): {
  readonly tensors: ReadonlyMap<string, TensorData>
  readonly metadata: Readonly<Record<string, unknown>>
} {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const start = 8 + Number(view.getBigUint64(0, true))
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as Record<string, unknown>
    const { __metadata__: metadata = {}, ...entries } = header
    const tensors = Object.entries(entries).flatMap(([name, entry]): [string, TensorData][] => {
      const { dtype, shape, data_offsets } = entry as { dtype: string; shape: number[]; data_offsets: [number, number] }
      if (dtype !== 'F32') return []
      const [from, to] = data_offsets
      if (to - from !== 4 * product(shape) || start + to > bytes.length)
        throw new ModelError(`${show(name)} of [${shape.join(', ')}] from ${from} to ${to}`)
      // A copy, since the bytes need not be aligned.
      const data = new Float32Array(new Uint8Array(bytes.subarray(start + from, start + to)).buffer)
      return [[name, { data, shape }]]
    })
    return { tensors: new Map(tensors), metadata: metadata as Record<string, unknown> }
  } catch (error) {
    throw new ModelError(`expected a safetensors file, received one that is damaged (${(error as Error).message})`, {
      cause: error,
    })
  }
}
