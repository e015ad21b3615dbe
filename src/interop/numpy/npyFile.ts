import { readNpyHeader } from '../../data/formats/npy.js'
import { ModelError } from '../../errors.js'

// NPY files (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html) of single precision, and of one text. Other numbers are read
// by src/data/formats/npy.ts.

/** Serializes numbers as NumPy saves an array of float32, row after row. */
export function encodeNpy(data: Float32Array, shape: readonly number[]): Uint8Array {
  return npyFile('<f4', shape, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
}

/** Serializes a text as NumPy saves a string: four bytes for each character. */
export function encodeNpyText(text: string): Uint8Array {
  const codes = Uint32Array.from(text, character => character.codePointAt(0)!)
  return npyFile(`<U${codes.length}`, [], new Uint8Array(codes.buffer))
}

/**
 * Reads a text.
 *
 * @throws {ModelError} if the file is something else
 */
export function decodeNpyText(bytes: Uint8Array): string {
  const { header, start } = headerOf(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [, endian, length] = /'descr':\s*'([<>])U(\d+)'/.exec(header) ?? []
  if (length === undefined || bytes.length - start !== 4 * Number(length))
    throw new ModelError(`expected a text, received ${header.trim().slice(0, 100)}`)
  const codes = Array.from({ length: Number(length) }, (_, i) => view.getUint32(start + 4 * i, endian === '<'))
  const wrong = codes.find(code => code > 0x10ffff)
  if (wrong !== undefined) throw new ModelError(`expected a text, received the character ${wrong}`)
  return codes.map(code => String.fromCodePoint(code)).join('')
}

function headerOf(bytes: Uint8Array) {
  try {
    return readNpyHeader({ name: '', bytes })
  } catch (cause) {
    throw new ModelError('expected a text, received other data', { cause })
  }
}

function npyFile(descr: string, shape: readonly number[], content: Uint8Array): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`
  // The content begins at a multiple of 64 bytes.
  const start = Math.ceil((10 + text.length + 1) / 64) * 64
  const bytes = new Uint8Array(start + content.length).fill(0x20, 10, start)
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0])
  new DataView(bytes.buffer).setUint16(8, start - 10, true)
  bytes.set(new TextEncoder().encode(text), 10)
  bytes[start - 1] = 0x0a
  bytes.set(content, start)
  return bytes
}
