import { mnistTask } from '../task.js'
import { isBlank } from './blank.js'
import { cutOut } from './cut.js'
import { joinStrokes } from './glyphs.js'
import { type Box, greyImage, type Picture, type Stage } from './picture.js'
import { findStrokes } from './strokes.js'

const [, height, width] = mnistTask.imageShape

/** Why a picture holds nothing to read: nothing stands out from it, or nothing that looks like a stroke. */
export type Refusal = 'blank' | 'unclear'

/** A picture's digit in the form of MNIST. */
export interface PreparedDigit {
  /** Bytes 0–255, ink bright: [28 × 28]; null where there is nothing to read. */
  readonly image: Uint8Array | null
  /** Why there is none. */
  readonly reason?: Refusal
  /** Where the ink lies, in pixels of the picture. */
  readonly box: Box | null
  /** What each step made of the picture; empty unless asked for. */
  readonly stages: readonly Stage[]
}

/**
 * Finds the one digit of a picture, drawn, scanned or photographed, and brings it into the form of MNIST.
 *
 * @param options.stages whether to keep what each step made, to be shown. Default: false
 * @throws {UsageError} if the data do not fit width and height
 * @example const { image } = prepareDigit({ data: pixels, width: 600, height: 800 })
 */
export function prepareDigit(picture: Picture, options: { readonly stages?: boolean } = {}): PreparedDigit {
  const stages: Stage[] = []
  const kept = options.stages ? stages : undefined
  const strokes = findStrokes(picture, kept)
  if (!strokes) return { image: null, reason: refusalOf(picture), box: null, stages }
  const { image, box, ink } = cutOut(strokes, joinStrokes(strokes.components)[0]!)
  kept?.push({ name: 'digit', title: 'The digit, cut out', image: greyImage(ink) })
  if (!image) return { image, reason: refusalOf(picture), box, stages }
  kept?.push({ name: 'network', title: 'What the network sees', image: { data: image, width, height } })
  return { image, box, stages }
}

function refusalOf(picture: Picture): Refusal {
  return isBlank(picture) ? 'blank' : 'unclear'
}
