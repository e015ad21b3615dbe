import { ModelError } from '../errors.js'
import type { Imported, ImportOptions } from './assemble.js'

/** Where safetensors begin their header, after its length. */
const OPENING_BRACE = 0x7b
/** The tag of the field with which a serialized ONNX model begins. */
const IR_VERSION = 0x08

/**
 * Reads a net of another framework, whose format the bytes show.
 *
 * @param bytes of a `.keras` file of Keras 3, of a `.safetensors` or `.npz` file that carries its net, or of an ONNX model
 * @param options task and range of pixels, where the file does not say them
 * @throws {ModelError} if the format is another one, if the file is damaged, or if it has what there is none of here
 * @example const { model, notes } = await importModel(await readFile('mnist.keras'), { pixels: '0..255' })
 */
export async function importModel(bytes: Uint8Array, options: ImportOptions = {}): Promise<Imported> {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 4))
  if (isNpz(bytes)) return (await import('./numpy/readNpz.js')).importNpz(bytes)
  if (start.startsWith('PK') || start.endsWith('HDF'))
    return (await import('./keras/readKeras.js')).importKeras(bytes, options)
  if (bytes[8] === OPENING_BRACE) return (await import('./torch/readTorch.js')).importTorch(bytes)
  if (bytes[0] === IR_VERSION) return (await import('./onnx/readOnnxModel.js')).importOnnx(bytes, options)
  throw new ModelError(
    `expected a .keras, .safetensors, .npz or .onnx file, received ${bytes.length} bytes of something else`,
  )
}

/** An archive of arrays: the name of its first file, whose length stands at byte 26, shows it. */
function isNpz(bytes: Uint8Array): boolean {
  const length = (bytes[26] ?? 0) + 256 * (bytes[27] ?? 0)
  const name = new TextDecoder().decode(bytes.subarray(30, 30 + length))
  return bytes[0] === 0x50 && bytes[1] === 0x4b && name.endsWith('.npy')
}
