import { ModelError } from '../errors.js'
import { hasBlot } from '../handwriting/blot.js'
import { type PreparedDigit, prepareDigit } from '../handwriting/digit.js'
import { type Candidate, prepareNumber } from '../handwriting/number.js'
import type { Box, Picture, Stage } from '../handwriting/picture.js'
import { describeTask, imageSize, isDigitTask } from '../task.js'
import type { Classifier } from './classifier.js'

/** What a picture shows. */
export interface Reading {
  /** 0–9, or null where it is none, or not sure enough. */
  readonly digit: number | null
  /** The highest probability, in [0, 1]; 0 where nothing was found. */
  readonly confidence: number
  /** For each digit, in [0, 1]; all 0 where nothing was found. */
  readonly probabilities: readonly number[]
  /** Why there is no digit, in plain English. */
  readonly reason?: string
  /** What the network saw: bytes 0–255, ink bright: [height × width]. */
  readonly image?: Uint8Array
  /** Where the digit lies, in pixels of the picture. */
  readonly box?: Box
  /** What each step made of the picture, where asked for. */
  readonly stages?: readonly Stage[]
}

/** A digit of a number. */
export interface ReadDigit extends Reading {
  readonly image: Uint8Array
  readonly box: Box
  /** Its line of writing, from 0 at the top. */
  readonly line: number
}

/** A number, as it was read. */
export interface NumberReading {
  /** The digits, `?` for each that is not sure; lines are parted by a line feed. */
  readonly text: string
  readonly lines: readonly string[]
  readonly digits: readonly ReadDigit[]
  readonly stages?: readonly Stage[]
}

export interface ReaderOptions {
  /** Whether to keep what each step made, to be shown. Default: false. */
  readonly stages?: boolean
}

/** Reads handwriting with a trained model. */
export interface Reader {
  /**
   * Says which digit a picture shows.
   *
   * @param pixels bytes 0–255, rows from the top; 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA) to a pixel
   * @throws {UsageError} if the bytes do not fit width and height
   */
  classify(pixels: Picture['data'], width: number, height: number, options?: ReaderOptions): Promise<Reading>
  /** The same for several pictures, with one pass through the network. */
  classifyMany(pictures: readonly Picture[], options?: ReaderOptions): Promise<Reading[]>
  /** The same for what `prepareDigit` made of pictures, in other threads for instance. */
  classifyPrepared(prepared: readonly PreparedDigit[]): Promise<Reading[]>
  /** Reads a number of several digits, line by line. */
  readNumber(pixels: Picture['data'], width: number, height: number, options?: ReaderOptions): Promise<NumberReading>
}

/** The highest probability from which an answer counts, where the model's notes name none. */
const REFUSE_BELOW = 0.5

/** How much less likely a way to divide a number is for each digit that would be refused; a logarithm. */
const REFUSED = -2

const refusals = {
  blot: 'this is a blot: more ink than a stroke has',
  blank: 'the picture is blank: no ink was found',
  unclear: 'the picture is not blank, but no stroke stands out from it',
}

/**
 * Joins a trained model with the pipeline that finds digits in pictures.
 *
 * @throws {ModelError} if the model is of another task than digits in the form of MNIST
 * @example const { digit, confidence } = await createReader(classifier).classify(pixels, width, height)
 */
export function createReader(classifier: Classifier): Reader {
  const { refuseBelow = REFUSE_BELOW, task } = classifier.notes
  if (!isDigitTask(task))
    throw new ModelError(`expected a model of handwritten digits, received one of ${describeTask(task)}`)
  const [size, classes] = [imageSize(task), task.classes.length]

  async function predict(images: readonly Uint8Array[]): Promise<Reading[]> {
    const pixels = new Uint8Array(images.length * size)
    for (const [index, image] of images.entries()) pixels.set(image, index * size)
    const all = images.length > 0 ? await classifier.predict(pixels) : new Float32Array(0)
    return images.map((image, index) => {
      const probabilities = Array.from(all.subarray(index * classes, (index + 1) * classes))
      const confidence = Math.max(...probabilities)
      if (hasBlot(image)) return { digit: null, confidence, probabilities, image, reason: refusals.blot }
      if (confidence >= refuseBelow)
        return { digit: probabilities.indexOf(confidence), confidence, probabilities, image }
      return { digit: null, confidence, probabilities, image, reason: 'this does not look like one digit' }
    })
  }

  async function classifyPrepared(prepared: readonly PreparedDigit[]): Promise<Reading[]> {
    const readings = await predict(prepared.flatMap(({ image }) => image ?? []))
    return prepared.map(({ image, reason, box, stages }) => ({
      ...(image
        ? readings.shift()!
        : {
            digit: null,
            confidence: 0,
            probabilities: new Array(classes).fill(0),
            reason: refusals[reason ?? 'blank'],
          }),
      ...(box && { box }),
      ...(stages.length > 0 && { stages }),
    }))
  }

  async function classifyMany(pictures: readonly Picture[], options: ReaderOptions = {}): Promise<Reading[]> {
    return classifyPrepared(pictures.map(picture => prepareDigit(picture, options)))
  }

  return {
    classifyPrepared,
    classifyMany,
    classify: async (data, width, height, options) => (await classifyMany([{ data, width, height }], options))[0]!,
    async readNumber(data, width, height, options = {}) {
      const prepared = prepareNumber({ data, width, height }, options)
      const readings = await predict(prepared.lines.flatMap(({ candidates }) => candidates.map(({ image }) => image)))
      let used = 0
      const read = prepared.lines.map(({ pieces, candidates }, line) => {
        const known = candidates.map(candidate => ({ ...candidate, ...readings[used++]!, line }))
        return likeliestRun(pieces, known)
      })
      const lines = read.map(digits => digits.map(({ digit }) => digit ?? '?').join(''))
      const digits = read.flat().map(({ from, to, prior, ...digit }) => digit)
      return { text: lines.join('\n'), lines, digits, ...(options.stages && { stages: prepared.stages }) }
    },
  }
}

/**
 * Of all ways to divide a line into digits, the one of the highest probability: its candidates cover every piece once.
 *
 * Matan, O., Burges, C. J. C., LeCun, Y. and Denker, J. S. (1992). Multi-digit recognition using a space displacement neural
 * network. NIPS. Section 2 has the search, which is Viterbi's, over segmentations.
 */
function likeliestRun<C extends Pick<Candidate & Reading, 'from' | 'to' | 'prior' | 'digit' | 'confidence'>>(
  pieces: number,
  candidates: readonly C[],
): C[] {
  const best: { score: number; last?: C }[] = Array.from({ length: pieces + 1 }, () => ({
    score: Number.NEGATIVE_INFINITY,
  }))
  best[0] = { score: 0 }
  for (const candidate of [...candidates].sort((a, b) => a.to - b.to)) {
    const doubt = candidate.digit === null ? REFUSED : 0
    const score = best[candidate.from]!.score + candidate.prior + doubt + Math.log(candidate.confidence)
    if (score > best[candidate.to]!.score) best[candidate.to] = { score, last: candidate }
  }
  const run: C[] = []
  for (let { last } = best[pieces]!; last; { last } = best[last.from]!) run.unshift(last)
  return run
}
