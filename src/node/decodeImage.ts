import { DataError } from '../errors.js'
import { type DecodedImage, decodePixels, readHeader } from './decodePixels.js'
import { createGate } from './gate.js'
import { expectImage, findReason } from './imageErrors.js'
import { type ImageFile, openable, pathOrContent, readFileWhole, readStart } from './imageFile.js'
import type { ImageKind } from './imageKinds.js'
import { printableName } from './printable.js'
import { decodeWatched } from './watchedDecoder.js'

/** Bytes that the pictures which are decoded row by row may hold together. */
const maxBytes = 128 * 1024 * 1024

const gate = createGate(maxBytes)

/** An image that was let in: a file to be decoded row by row, or one that had to be decoded elsewhere. */
export type AdmittedImage = string | Uint8Array | DecodedImage

/**
 * Decodes an image file of any kind that is used for drawings, scans and photos: PNG, JPEG, WebP, GIF, TIFF, AVIF and SVG; of
 * several frames or pages, the first. It is turned upright as its EXIF says, converted to sRGB with 8 bits, and shrunk
 * where it is larger than 1200 pixels; most files are shrunk as they are decoded, and take little memory whatever their size.
 * A file that takes more than 400 MB or 10 seconds of computing is refused, and so is one of more than 500 megapixels. An SVG
 * is drawn without the files that it refers to.
 *
 * @param file a path, a `file:` URL, or the content of a file
 * @throws {UsageError} if `file` is none of these
 * @throws {DataError} if the file cannot be read; the message names it and says what is wrong
 * @example const { data, width, height } = await decodeImage('seven.png')
 */
export function decodeImage(file: ImageFile): Promise<DecodedImage> {
  return whenThereIsRoom(file, decodeAdmitted)
}

/** Decodes what `whenThereIsRoom` lets in. */
export async function decodeAdmitted(image: AdmittedImage): Promise<DecodedImage> {
  return typeof image === 'string' || image instanceof Uint8Array ? decodePixels(image) : image
}

/**
 * Lets an image be decoded once there is memory for it, by whomever: the memory of the process is that of all its threads.
 *
 * @param decode hands the image to `decodeAdmitted`
 */
export async function whenThereIsRoom<T>(file: ImageFile, decode: (image: AdmittedImage) => Promise<T>): Promise<T> {
  const named = pathOrContent(file)
  let input = named
  try {
    if (typeof named === 'string') input = await openable(named)
    const kind = expectImage(await readStart(input))
    // Read from its path, a text could show the files beside it.
    if (kind.read === 'text' && typeof input === 'string') input = await readFileWhole(input)
    const bytes = await bytesOf(input, kind)
    if (bytes > maxBytes) return await decode(await decodeWatched(input))
    return await gate.pass(bytes, () => decode(input))
  } catch (error) {
    const owner = typeof named === 'string' ? `${printableName(named)}: ` : ''
    const reason = await findReason(error as Error, () => readStart(input))
    throw new DataError(`${owner}could not be read (${reason})`, { code: 'ERR_MNIST_IMAGE', cause: error })
  }
}

/** How many bytes an image holds while it is decoded; infinite where only decoding tells. */
async function bytesOf(input: string | Uint8Array, kind: ImageKind): Promise<number> {
  if (kind.read !== 'rowByRow') return Number.POSITIVE_INFINITY
  const { width, height, channels, depth, isProgressive } = await readHeader(input)
  // Interlaced images are held whole, and gone through as often as they say.
  if (isProgressive) return Number.POSITIVE_INFINITY
  return Math.min(height, 2048) * width * channels * (depth === 'uchar' ? 1 : 2)
}
