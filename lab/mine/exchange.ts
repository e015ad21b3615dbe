import { decode, encode } from 'fast-png'
import { type UnzipFileInfo, unzipSync, zipSync } from 'fflate'
import { digitsFromIdx } from '../../src/data/digits.js'
import { encodeIdxImages, encodeIdxLabels, imagesMagic, labelsMagic } from '../../src/data/idx.js'
import { describeImage } from '../../src/task.js'
import { imageHeight, imagePixels, imageWidth, task } from '../task.js'
import { type MyDigit, toDigits } from './digit.js'

/** A digit without a place in the store. */
export type NamedDigit = Pick<MyDigit, 'image' | 'label'>

interface NamedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Packs digits into one ZIP file: the two IDX files, as MNIST has them, and each digit as a PNG `png/0001-7.png`, ink bright,
 * where 7 is what it is.
 */
export function packDigits(digits: readonly NamedDigit[]): Uint8Array<ArrayBuffer> {
  const { images, labels, count } = toDigits(digits)
  const pictures = digits.map(({ image, label }, index) => [
    `png/${String(index + 1).padStart(4, '0')}-${label}.png`,
    encode({ width: imageWidth, height: imageHeight, data: image, channels: 1 }),
  ])
  const idx = encodeIdxImages({ count, rows: imageHeight, columns: imageWidth, pixels: images })
  return zipSync({
    'my-digits-images-idx3-ubyte': idx,
    'my-digits-labels-idx1-ubyte': encodeIdxLabels(labels),
    ...Object.fromEntries(pictures),
  })
}

/**
 * Reads digits from what `packDigits` wrote, from a pair of IDX files, or from PNG files of 28 × 28 pixels whose names end with
 * what they show: `0001-7.png`.
 *
 * @throws Error that names the file that is none of these
 */
export function unpackDigits(files: readonly NamedFile[]): NamedDigit[] {
  const single = files.flatMap(file => (isZip(file.bytes) ? unzip(file) : [file]))
  const images = single.filter(({ bytes }) => magic(bytes) === imagesMagic)
  const labels = single.filter(({ bytes }) => magic(bytes) === labelsMagic)
  const others = single.filter(file => !images.includes(file) && !labels.includes(file))
  if (images.length !== labels.length || images.length > 1)
    throw new Error(
      `expected one IDX file of images and one of labels, received ${images.length} of images and ${labels.length} of labels`,
    )
  // A pack has every digit twice, in its IDX files and as a PNG.
  if (images[0] && labels[0]) return fromIdx(images[0], labels[0])
  return others.map(fromPng)
}

/** Bytes that a ZIP file may unpack to: those of 100,000 digits, twice. */
const MAX_UNPACKED = 200e6

function unzip({ name, bytes }: NamedFile): NamedFile[] {
  let unpacked = 0
  const filter = (file: UnzipFileInfo) => {
    unpacked += file.originalSize
    if (unpacked > MAX_UNPACKED) throw new Error(`it unpacks to more than ${MAX_UNPACKED / 1e6} MB`)
    return !file.name.endsWith('/')
  }
  try {
    return Object.entries(unzipSync(bytes, { filter })).map(([inner, content]) => ({
      name: shownName(inner),
      bytes: content,
    }))
  } catch (error) {
    throw new Error(`${name}: expected a ZIP file, received one that cannot be unpacked (${(error as Error).message})`)
  }
}

/** A name from within a ZIP file, which may be anything, as a message can show it; its end says what a picture shows. */
function shownName(name: string): string {
  return name.replace(/\p{C}+/gu, '\u{fffd}').slice(-100)
}

function fromIdx(images: NamedFile, labels: NamedFile): NamedDigit[] {
  const digits = digitsFromIdx(images, labels)
  return Array.from(digits.labels, (label, index) => ({
    image: digits.images.slice(index * imagePixels, (index + 1) * imagePixels) as Uint8Array<ArrayBuffer>,
    label,
  }))
}

function fromPng({ name, bytes }: NamedFile): NamedDigit {
  const label = /(?:^|\D)(\d)\.png$/i.exec(name)?.[1]
  if (label === undefined)
    throw new Error(`${name}: expected a ZIP, IDX files, or a PNG named after its digit, such as 0001-7.png`)
  if (isPng(bytes)) {
    // Looked at before as many pixels are taken memory for.
    const header = new DataView(bytes.buffer, bytes.byteOffset)
    expectSize(name, { width: header.getUint32(16), height: header.getUint32(20), depth: header.getUint8(24) })
  }
  let picture: ReturnType<typeof decode>
  try {
    picture = decode(bytes)
  } catch (error) {
    throw new Error(`${name}: expected a PNG, received one that cannot be decoded (${(error as Error).message})`)
  }
  const { channels, data } = picture
  expectSize(name, picture)
  return {
    image: Uint8Array.from({ length: imagePixels }, (_, index) => data[index * channels]!),
    label: Number(label),
  }
}

function expectSize(name: string, { width, height, depth }: { width: number; height: number; depth: number }): void {
  if (width !== imageWidth || height !== imageHeight || depth !== 8)
    throw new Error(`${name}: expected ${describeImage(task)} of 8 bits, received ${width} × ${height} of ${depth}`)
}

/** Whether a file begins as a PNG with a whole header does. */
function isPng(bytes: Uint8Array): boolean {
  return (
    bytes.length > 24 && [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, index) => bytes[index] === byte)
  )
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b
}

function magic(bytes: Uint8Array): number | undefined {
  return bytes.length < 4 ? undefined : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
}
