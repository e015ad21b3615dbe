import { ModelError } from '../../errors.js'
import type { TensorData } from '../../model/safetensors.js'
import { show } from '../../options.js'
import { size } from '../../training/parameters.js'

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
      if (to - from !== 4 * size(shape) || start + to > bytes.length)
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
