import { DataError } from '../../errors.js'
import type { NamedBytes } from '../digits.js'

/** An array as NumPy saves it. */
export interface NpyArray {
  readonly shape: readonly number[]
  /** Row after row, the last axis fastest. */
  readonly data: Uint8Array | Float64Array
}

const kinds: Record<
  string,
  { readonly bytes: number; readonly read: (view: DataView, at: number, little: boolean) => number }
> = {
  b1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  u8: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i8: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
}

/**
 * Reads an NPY file: numbers of any kind that NumPy has but complex ones, in C order.
 *
 * The format is {@link https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html | numpy.lib.format}, versions 1 to 3.
 *
 * @returns bytes as a view of the file, other numbers as a new array
 * @throws {DataError} if the file is something else, holds objects or texts, or is of another length than its header says
 * @example parseNpy({ name: 'x_train.npy', bytes }).shape // [60000, 28, 28]
 */
export function parseNpy({ name, bytes }: NamedBytes): NpyArray {
  const { header, start } = readNpyHeader({ name, bytes })
  const descr = /'descr':\s*'([<>|=]?)([a-zA-Z]\d*)'/.exec(header)
  const kind = descr && kinds[descr[2]!]
  if (!descr || !kind)
    throw new DataError(`${name}: expected an array of numbers, received ${header.trim().slice(0, 100)}`)
  if (/'fortran_order':\s*True/.test(header))
    throw new DataError(
      `${name}: expected an array in C order, received one in Fortran order; numpy.ascontiguousarray changes it`,
    )
  const sizes = /'shape':\s*\(([\d,\s]*)\)/.exec(header)
  if (!sizes) throw new DataError(`${name}: expected a shape, received ${header.trim().slice(0, 100)}`)
  const shape = sizes[1]!
    .split(',')
    .map(size => size.trim())
    .filter(size => size !== '')
    .map(Number)
  const count = shape.reduce((product, size) => product * size, 1)
  if (bytes.length - start !== count * kind.bytes)
    throw new DataError(
      `${name}: expected ${count * kind.bytes} bytes of an array of shape (${shape.join(', ')}), received ${bytes.length - start}`,
    )
  const content = bytes.subarray(start)
  if (kind === kinds.u1 || kind === kinds.b1) return { shape, data: content }
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  const isLittle = descr[1] !== '>'
  const data = new Float64Array(count)
  for (let i = 0; i < count; i++) data[i] = kind.read(view, i * kind.bytes, isLittle)
  return { shape, data }
}

/**
 * What an NPY file says of its content, and where that starts.
 *
 * @throws {DataError} if it is no NPY file, or ends before
 */
export function readNpyHeader({ name, bytes }: NamedBytes): { header: string; start: number } {
  const magic = String.fromCharCode(...bytes.subarray(0, 6))
  if (magic !== '\x93NUMPY' || bytes.length < 12)
    throw new DataError(`${name}: expected an NPY file, received other data`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isFirst = bytes[6] === 1
  const length = isFirst ? view.getUint16(8, true) : view.getUint32(8, true)
  const start = (isFirst ? 10 : 12) + length
  if (start > bytes.length)
    throw new DataError(`${name}: expected an NPY header of ${length} bytes, received ${bytes.length} bytes in all`)
  return { header: new TextDecoder('latin1').decode(bytes.subarray(isFirst ? 10 : 12, start)), start }
}

/**
 * The numbers of an array as bytes.
 *
 * @throws {DataError} if one of them is not a whole number from 0 to 255
 */
export function bytesOf({ data }: NpyArray, name: string): Uint8Array {
  if (data instanceof Uint8Array) return data
  const wrong = data.findIndex(value => !(Number.isInteger(value) && value >= 0 && value <= 255))
  if (wrong >= 0)
    throw new DataError(`${name}: expected whole numbers from 0 to 255, received ${data[wrong]} at index ${wrong}`)
  return Uint8Array.from(data)
}
