import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Box, DecodedImage, Picture, Reading, Stage } from '../../src/index.js'

// The one place that knows how the library is asked. It is the built one, in dist: what a user gets.

/** A digit that the reader saw. */
export interface SeenDigit {
  /** Null where it was not sure. */
  readonly digit: number | null
  readonly confidence: number
  /** In pixels of the decoded picture. */
  readonly box?: Box
  /** What the network saw: [28 × 28], ink bright. */
  readonly image?: Uint8Array
}

/** What the reader says of a picture. */
export interface PictureAnswer {
  /** Digits, `?` for each that is not sure, lines parted by a line feed; null where nothing was read. */
  readonly answer: string | null
  /** That the whole answer is right, in [0, 1]. */
  readonly confidence: number
  readonly reason?: string
  readonly digits: readonly SeenDigit[]
  /** Where asked for. */
  readonly stages: readonly Stage[]
}

interface Asking {
  readonly stages?: boolean
}

/** What `mnist predict` and `mnist read` ask of the library. */
export interface PictureReader {
  decode(path: string): Promise<DecodedImage>
  predict(pictures: readonly Picture[], options?: Asking): Promise<PictureAnswer[]>
  read(picture: Picture, options?: Asking): Promise<PictureAnswer>
}

/**
 * Opens the built library.
 *
 * @param model a model file. Defaults to the one that ships.
 */
export async function openReader(root: string, model?: string): Promise<PictureReader> {
  const built = pathToFileURL(join(root, 'dist/index.js')).href
  const { decodeImage, loadReader } = (await import(built)) as typeof import('../../src/index.js')
  const reader = await loadReader(model, { threads: 1 })
  return {
    decode: decodeImage,
    predict: async (pictures, options) => (await reader.classifyMany(pictures, options)).map(digitAnswer),
    async read({ data, width, height }, options) {
      const { text, digits, stages = [] } = await reader.readNumber(data, width, height, options)
      if (digits.length === 0)
        return { answer: null, confidence: 0, reason: 'no digits were found', digits: [], stages }
      const confidence = digits.reduce((product, digit) => product * digit.confidence, 1)
      // The truth tells digits alone.
      return { answer: text.replace(/[-+/.,]/g, ''), confidence, digits, stages }
    },
  }
}

function digitAnswer(reading: Reading): PictureAnswer {
  const { digit, confidence, reason, box, image, stages = [] } = reading
  return {
    answer: digit === null ? null : String(digit),
    confidence,
    ...(reason !== undefined && { reason }),
    digits: box || image ? [{ digit, confidence, ...(box && { box }), ...(image && { image }) }] : [],
    stages,
  }
}
