import { DataError } from '../errors.js'
import { describeImage, mnistTask } from '../task.js'

/** The first four bytes of an IDX file of images of one channel: unsigned bytes in three dimensions. */
export const imagesMagic = 0x00000803
/** The same of images of several channels: unsigned bytes in four dimensions. */
const channelImagesMagic = 0x00000804
/** The first four bytes of an IDX file of labels: unsigned bytes in one dimension. */
export const labelsMagic = 0x00000801
/** Bytes before the first pixel: magic number, count, rows, columns. */
export const imagesHeaderBytes = 16
/** Bytes before the first label: magic number, count. */
export const labelsHeaderBytes = 8

/** What an IDX file of images holds. */
export interface IdxImages {
  /** How many images. */
  count: number
  /** Channels of each image. Defaults to 1. */
  channels?: number
  /** Height of each image in pixels. */
  rows: number
  /** Width of each image in pixels. */
  columns: number
  /** All pixels, image after image and row after row, 0 (paper) to 255 (ink): [count, channels, rows, columns]. */
  pixels: Uint8Array
}

/**
 * Reads an IDX file of images, the format of the MNIST files: big-endian magic number, count, rows and columns, then the
 * pixels. A file of four dimensions has images of several channels: count, channels, rows and columns. The pixels are a view of
 * `bytes`, not a copy.
 *
 * The format is described at the foot of {@link https://yann.lecun.com/exdb/mnist/ | The MNIST database}.
 *
 * @param bytes The whole file, not compressed.
 * @param name The file's name, for the errors.
 * @throws {DataError} when the magic number is another one or the length is not exactly what the header promises.
 * @example parseIdxImages(bytes, 't10k-images-idx3-ubyte').count // 10000
 */
export function parseIdxImages(bytes: Uint8Array, name: string): IdxImages {
  const hasChannels = bytes.length >= 4 && bytes[3] === (channelImagesMagic & 0xff)
  const start = hasChannels ? imagesHeaderBytes + 4 : imagesHeaderBytes
  const header = parseHeader(bytes, name, hasChannels ? channelImagesMagic : imagesMagic, start)
  const count = header.getUint32(4)
  const channels = hasChannels ? header.getUint32(8) : 1
  const rows = header.getUint32(start - 8)
  const columns = header.getUint32(start - 4)
  if (channels === 0 || rows === 0 || columns === 0) {
    throw new DataError(
      `${name}: expected images of at least 1 × 1 pixels, received ${describeImage({ imageShape: [channels, rows, columns] })}`,
    )
  }
  const size = describeImage({ imageShape: [channels, rows, columns] })
  expectLength(bytes, name, start + count * channels * rows * columns, `${count} images of ${size}`)
  return { count, channels, rows, columns, pixels: bytes.subarray(start) }
}

/**
 * Reads an IDX file of labels: big-endian magic number and count, then one byte per label. The labels are a view of
 * `bytes`, not a copy.
 *
 * @param bytes The whole file, not compressed.
 * @param name The file's name, for the errors.
 * @param classes How many classes there are. Defaults to the 10 of MNIST.
 * @returns The labels, each in [0, classes).
 * @throws {DataError} when the magic number is another one, the length is not exactly what the header promises, or a label is
 * none of the classes.
 * @example parseIdxLabels(bytes, 't10k-labels-idx1-ubyte')[0] // 7
 */
export function parseIdxLabels(bytes: Uint8Array, name: string, classes = mnistTask.classes.length): Uint8Array {
  const count = parseHeader(bytes, name, labelsMagic, labelsHeaderBytes).getUint32(4)
  expectLength(bytes, name, labelsHeaderBytes + count, `${count} labels`)
  const labels = bytes.subarray(labelsHeaderBytes)
  expectLabels(labels, name, classes)
  return labels
}

function expectLabels(labels: Uint8Array, name: string, classes: number): void {
  const wrong = labels.findIndex(label => label >= classes)
  if (wrong >= 0)
    throw new DataError(`${name}: expected labels 0 to ${classes - 1}, received ${labels[wrong]} at index ${wrong}`)
}

/**
 * Writes images as an IDX file, the way MNIST's files are: what `parseIdxImages` reads.
 *
 * @param images Pixels 0 (paper) to 255 (ink), image after image and row after row: [count, channels, rows, columns].
 * @throws {DataError} if the pixels are not those of `count` images, or a size is not a whole number of 32 bits.
 * @example encodeIdxImages({ count: 1, rows: 28, columns: 28, pixels: new Uint8Array(784) }).length // 800
 */
export function encodeIdxImages({ count, channels = 1, rows, columns, pixels }: IdxImages): Uint8Array {
  if ([count, channels, rows, columns].some(size => size !== size >>> 0))
    throw new DataError(
      `encodeIdxImages: expected 32-bit whole numbers of images, channels, rows and columns, received ${count}, ${channels}, ${rows} and ${columns}`,
    )
  const expected = count * channels * rows * columns
  if (pixels.length !== expected) {
    const size = describeImage({ imageShape: [channels, rows, columns] })
    throw new DataError(
      `encodeIdxImages: expected ${expected} values of ${count} images of ${size}, received ${pixels.length}`,
    )
  }
  const header = channels === 1 ? [imagesMagic, count] : [channelImagesMagic, count, channels]
  return printFile([...header, rows, columns], pixels)
}

/**
 * Writes labels as an IDX file, the way MNIST's files are: what `parseIdxLabels` reads.
 *
 * @param labels One byte for each label.
 * @param classes How many classes there are. Defaults to the 10 of MNIST.
 * @throws {DataError} if a label is none of the classes.
 * @example encodeIdxLabels(Uint8Array.of(7)).length // 9
 */
export function encodeIdxLabels(labels: Uint8Array, classes = mnistTask.classes.length): Uint8Array {
  expectLabels(labels, 'encodeIdxLabels', classes)
  return printFile([labelsMagic, labels.length], labels)
}

function printFile(header: readonly number[], content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(header.length * 4 + content.length)
  const view = new DataView(bytes.buffer)
  for (const [place, value] of header.entries()) view.setUint32(place * 4, value)
  bytes.set(content, header.length * 4)
  return bytes
}

function parseHeader(bytes: Uint8Array, name: string, magic: number, length: number): DataView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // The magic number comes first: it tells a swapped or still compressed file from one that is merely cut short.
  if (view.byteLength >= 4 && view.getUint32(0) !== magic) {
    const gzip = view.getUint16(0) === 0x1f8b ? ', which begins gzip data' : ''
    throw new DataError(
      `${name}: expected magic number ${hexadecimal(magic)}, received ${hexadecimal(view.getUint32(0))}${gzip}`,
    )
  }
  if (view.byteLength < length) {
    throw new DataError(`${name}: expected a header of ${length} bytes, received ${view.byteLength} bytes`)
  }
  return view
}

function expectLength(bytes: Uint8Array, name: string, length: number, content: string): void {
  if (bytes.byteLength === length) return
  throw new DataError(`${name}: expected ${length} bytes for ${content}, received ${bytes.byteLength} bytes`)
}

const hexadecimal = (value: number) => `0x${value.toString(16).padStart(8, '0')}`
