import { DataError } from '../../errors.js'
import { imageSize } from '../../task.js'
import type { ReadPart } from '../dataset.js'
import { digitsFromIdx, type NamedBytes, selectDigits } from '../digits.js'
import { encodeIdxLabels, imagesHeaderBytes } from '../idx.js'
import { gunzipFile } from './gzip.js'

/** Integers of an extended label: class, series, writer, index, class in NIST's code, index in NIST's database, and two more. */
const FIELDS = 8
const WRITER = 2
const headerBytes = 12
const magic = 0x00000c02

/** Images as IDX, and labels of eight integers each, both compressed with gzip. The writer of each image becomes its group. */
export const readQmnistPart: ReadPart = (files, part, { task, parts }) => {
  const { count, skip = 0 } = parts[part]
  const all = count + skip
  const images = gunzipFile(files.images, imagesHeaderBytes + all * imageSize(task))
  const { labels, writers } = readLabels(gunzipFile(files.labels, headerBytes + all * FIELDS * 4))
  const name = files.labels.name
  const digits = digitsFromIdx(images, { name, bytes: encodeIdxLabels(labels, 256) }, task)
  if (skip === 0) return { ...digits, groups: writers }
  const following = selectDigits(
    digits,
    Array.from({ length: Math.max(0, digits.count - skip) }, (_, index) => skip + index),
  )
  return { ...following, groups: writers.subarray(skip) }
}

function readLabels({ name, bytes }: NamedBytes): { labels: Uint8Array; writers: Int32Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [found, count, fields] = [0, 4, 8].map(at => (bytes.length < headerBytes ? -1 : view.getUint32(at)))
  if (found !== magic || fields !== FIELDS || bytes.length !== headerBytes + count! * FIELDS * 4)
    throw new DataError(
      `${name}: expected an IDX file of ${FIELDS} 32-bit integers for each label, received ${bytes.length} bytes that begin otherwise`,
    )
  const labels = new Uint8Array(count!)
  const writers = new Int32Array(count!)
  for (let index = 0; index < count!; index++) {
    const start = headerBytes + index * FIELDS * 4
    labels[index] = Math.min(255, view.getInt32(start) >>> 0)
    writers[index] = view.getInt32(start + WRITER * 4)
  }
  return { labels, writers }
}
