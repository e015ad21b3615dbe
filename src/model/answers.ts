import type { Box } from '../reading/picture.js'
import { chooseClass } from './chooseClass.js'
import type { ModelMetadata } from './metadata.js'
import type { NumberReading, Reading } from './reader.js'

// What is said of a picture as JSON, alike by the command line and by the server.

/** Which digit a picture shows. */
export interface DigitAnswer {
  /** 0–9, or null where it is none, or not sure enough. */
  readonly digit: number | null
  /** In [0, 1]. */
  readonly confidence: number
  /** For each digit, in [0, 1]. */
  readonly probabilities: readonly number[]
  /** Why there is no digit. */
  readonly reason?: string
}

/** Which class an image is of. */
export interface ClassAnswer {
  /** The name of the likeliest class, or null where the model is not sure enough. */
  readonly class: string | null
  /** In [0, 1]. */
  readonly confidence: number
  /** For each class, in their order. */
  readonly probabilities: readonly number[]
  /** Why there is no class. */
  readonly reason?: string
}

/** The number in a picture; boxes are in pixels of the upright file. */
export interface NumberAnswer {
  /** Digits and the signs that part them, `?` for a digit that is not sure; lines are separated by a line feed. */
  readonly text: string
  /** That every digit is right and none was left out, in [0, 1]. */
  readonly confidence: number
  readonly digits: readonly (DigitAnswer & { readonly box: Box; readonly line: number })[]
  readonly separators: readonly {
    readonly separator: string
    readonly confidence: number
    readonly box: Box
    readonly line: number
  }[]
  /** Where something was seen that may be a digit and was not read. */
  readonly unread: readonly Box[]
  /** Why there is no number. */
  readonly reason?: string
}

/** Why a picture is read as no number. */
export const noDigits = 'no digits were found'

/** @example digitAnswer(await reader.classify(pixels, width, height)) // { digit: 7, confidence: 0.998, … } */
export function digitAnswer({ digit, confidence, probabilities, reason }: Reading): DigitAnswer {
  return {
    digit,
    confidence: shortened(confidence),
    probabilities: probabilities.map(shortened),
    ...(reason !== undefined && { reason }),
  }
}

/**
 * The likeliest class, or none where the model is not sure enough.
 *
 * @param probabilities for each class
 * @example classAnswer([0.1, 0.9], classifier.metadata) // { class: 'poppy', confidence: 0.9, … }
 */
export function classAnswer(
  probabilities: readonly number[],
  metadata: Pick<ModelMetadata, 'classes' | 'rejectThreshold'>,
): ClassAnswer {
  const { label, confidence, ...rest } = chooseClass(probabilities, metadata)
  return {
    class: label === null ? null : metadata.classes[label]!,
    confidence: shortened(confidence),
    probabilities: probabilities.map(shortened),
    ...rest,
  }
}

/**
 * A number with its digits.
 *
 * @param scale how many pixels of the file one pixel of the picture is wide
 * @example numberAnswer(await reader.readNumber(data, width, height), scale) // { text: '42', … }
 */
export function numberAnswer(
  { text, digits, separators, confidence, unread }: NumberReading,
  scale: number,
): NumberAnswer {
  return {
    text,
    confidence: shortened(confidence),
    digits: digits.map(({ box, line, reason, ...digit }) => ({
      ...digitAnswer(digit),
      box: inFile(box, scale),
      line,
      ...(reason !== undefined && { reason }),
    })),
    separators: separators.map(({ separator, confidence, box, line }) => ({
      separator,
      confidence: shortened(confidence),
      box: inFile(box, scale),
      line,
    })),
    unread: unread.map(box => inFile(box, scale)),
    ...(digits.length === 0 && { reason: noDigits }),
  }
}

/** What is said of a picture that could not be read, so that every answer has the same fields. */
export const unreadable = {
  digit: (reason: string): DigitAnswer => ({ digit: null, ...none(10), reason }),
  class: (reason: string, classes: number): ClassAnswer => ({ class: null, ...none(classes), reason }),
  number: (reason: string): NumberAnswer => ({
    text: '',
    confidence: 0,
    digits: [],
    separators: [],
    unread: [],
    reason,
  }),
}

const none = (classes: number) => ({ confidence: 0, probabilities: new Array<number>(classes).fill(0) })

/** Six decimals are more than the model knows. */
function shortened(probability: number): number {
  return Math.round(probability * 1e6) / 1e6
}

/** A box in pixels of the upright file. */
function inFile({ x, y, width, height }: Box, scale: number): Box {
  const [left, top] = [Math.round(x * scale), Math.round(y * scale)]
  return {
    x: left,
    y: top,
    width: Math.round((x + width) * scale) - left,
    height: Math.round((y + height) * scale) - top,
  }
}
