import { maskedCrc32c } from './crc32c.js'

// A TFRecord file is a row of records: the length as 8 bytes, its checksum, the data, their checksum; all little-endian.

const HEADER = 12
const FOOTER = 4

/**
 * Frames data as a record of a TFRecord file.
 *
 * @returns what is to be appended to the file
 * @example appendFileSync(path, encodeTfRecord(encodeEvent({ wallTime: 0, step: 0, values: [] })))
 */
export function encodeTfRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(HEADER + data.length + FOOTER)
  const view = new DataView(record.buffer)
  view.setBigUint64(0, BigInt(data.length), true)
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true)
  record.set(data, HEADER)
  view.setUint32(HEADER + data.length, maskedCrc32c(data), true)
  return record
}

/** A record of a file, and where in the file it ends. */
export interface TfRecord {
  readonly data: Uint8Array
  readonly end: number
}

/**
 * Reads the records of a TFRecord file, up to the first that is torn or damaged, as a killed process leaves it.
 *
 * @example [...decodeTfRecords(readFileSync(path))].length
 */
export function* decodeTfRecords(file: Uint8Array): Generator<TfRecord> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  for (let start = 0; start + HEADER + FOOTER <= file.length; ) {
    const length = Number(view.getBigUint64(start, true))
    const isTorn = view.getUint32(start + 8, true) !== maskedCrc32c(file.subarray(start, start + 8))
    const [from, to] = [start + HEADER, start + HEADER + length]
    if (isTorn || to + FOOTER > file.length) return
    const data = file.subarray(from, to)
    if (view.getUint32(to, true) !== maskedCrc32c(data)) return
    yield { data, end: to + FOOTER }
    start = to + FOOTER
  }
}
