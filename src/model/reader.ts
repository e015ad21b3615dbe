import { ModelError } from '../errors.js'
import { type Choice, chooseDigits, type Place } from '../reading/chooseDigits.js'
import { cropDigit } from '../reading/crop.js'
import { intoLines } from '../reading/lines.js'
import { type Box, middleOf, type Picture, type Stage } from '../reading/picture.js'
import type { Separator } from '../reading/places.js'
import { type PreparedPicture, preparePicture } from '../reading/prepare.js'
import { chooseSeparators, withoutSlashes } from '../reading/separators.js'
import { type Found, overlapOf } from '../reading/sightings.js'
import { stagesOf } from '../reading/stages.js'
import { asOnlyDigit, joinVoices, type Verdict } from '../reading/voices.js'
import { describeTask, imageSize, isDigitTask } from '../task.js'
import type { Classifier } from './classifier.js'
import type { Finder, Search } from './finder.js'

/** What a picture shows. */
export interface Reading {
  /** 0–9, or null where it is none, or not sure enough. */
  readonly digit: number | null
  /** How likely the answer is right, in [0, 1]: the highest of the probabilities; 0 where nothing was found. */
  readonly confidence: number
  /** For each digit, in [0, 1]; what they lack to 1 is that there is none. All 0 where nothing was found. */
  readonly probabilities: readonly number[]
  /** Why there is no digit, in plain English. */
  readonly reason?: string
  /** What the classifier saw: bytes 0–255, ink bright: [height × width]. */
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

/** A sign that parts the digits of a number. */
export interface ReadSeparator {
  readonly separator: Separator
  /** How likely it is this sign, in [0, 1]. */
  readonly confidence: number
  /** Where it lies, in pixels of the picture. */
  readonly box: Box
  /** Its line of writing, from 0 at the top. */
  readonly line: number
}

/** A number, as it was read. */
export interface NumberReading {
  /** Digits and the signs that part them, `?` for each digit that is not sure; lines are separated by a line feed. */
  readonly text: string
  readonly lines: readonly string[]
  readonly digits: readonly ReadDigit[]
  /** The signs among the digits: `-`, `+`, `/`, `.` and `,`. */
  readonly separators: readonly ReadSeparator[]
  /** That every digit is right and none was left out, in [0, 1]; 0 where there is none. */
  readonly confidence: number
  /** Where something was seen that may be a digit and was not read, in pixels of the picture. */
  readonly unread: readonly Box[]
  readonly stages?: readonly Stage[]
}

export interface ReaderOptions {
  /** Whether to keep what each step made, to be shown. Default: false. */
  readonly stages?: boolean
}

/** Reads handwriting with two trained networks: one finds digits in a picture, the other names each. */
export interface Reader {
  /**
   * Says which digit a picture shows.
   *
   * @param pixels bytes 0–255, rows from the top; 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGBA) to a pixel
   * @throws {UsageError} if the bytes do not fit width and height
   */
  classify(pixels: Picture['data'], width: number, height: number, options?: ReaderOptions): Promise<Reading>
  /** The same for several pictures. */
  classifyMany(pictures: readonly Picture[], options?: ReaderOptions): Promise<Reading[]>
  /** The same for what `preparePicture` made of pictures, in other threads for instance. */
  classifyPrepared(prepared: readonly PreparedPicture[], options?: ReaderOptions): Promise<Reading[]>
  /** Reads a number of several digits, line by line. */
  readNumber(pixels: Picture['data'], width: number, height: number, options?: ReaderOptions): Promise<NumberReading>
}

/** Why a picture is read as no digit. */
export const rejectReasons = {
  blank: 'the picture is blank, or its ink too faint',
  nothing: 'the picture is not blank, but nothing in it looks like a digit',
  several: 'more than one place looks like a digit',
  unsure: 'this does not look like one digit',
}

/** How many places of a picture may be its one digit, and how strong each must be beside the strongest. */
const [CANDIDATES, RIVAL] = [4, 0.3]
/** Places that share less than this of the smaller one are two. */
const APART = 0.2
/** An answer that is less sure is looked for once more, at every size. */
const DOUBT = 0.5
/** Answers, and digits of a number, that are less sure than this are rejected; chosen on pictures of strangers, see docs/reading.md. */
export const [REJECT_BELOW, UNSURE_BELOW] = [0.2, 0.05]

/** A place that may show a digit, and what both networks say of it. */
interface Judged extends Verdict {
  readonly found: Found
  /** What the classifier saw. */
  readonly image: Uint8Array
}

/**
 * Joins the networks that find and name digits.
 *
 * @param classifier names a digit that was cut out
 * @param finder says where in a picture digits are
 * @throws {ModelError} if the model is of another task than digits in the form of MNIST
 * @example const { digit, confidence } = await createReader(classifier, finder).classify(pixels, width, height)
 */
export function createReader(classifier: Classifier, finder: Finder): Reader {
  const { task } = classifier.metadata
  if (!isDigitTask(task))
    throw new ModelError(`expected a model of handwritten digits, received one of ${describeTask(task)}`)
  const [size, classes] = [imageSize(task), task.classes.length]
  const unknown = { digit: null, confidence: 0, probabilities: new Array<number>(classes).fill(0) }

  /** Hands what was found in some pictures to the classifier, all at once. */
  async function judge(
    pictures: readonly { prepared: PreparedPicture; found: readonly Found[] }[],
  ): Promise<Judged[][]> {
    const crops = pictures.map(({ prepared, found }) => found.map(({ box }) => cropDigit(prepared.grayLevels, box)))
    const images = crops.flat().flatMap(({ dark, bright }) => [dark, bright])
    const pixels = new Uint8Array(images.length * size)
    for (const [index, image] of images.entries()) pixels.set(image, index * size)
    const all = images.length > 0 ? await classifier.predict(pixels) : new Float32Array(0)
    let used = 0
    const next = () => all.subarray(used * classes, ++used * classes)
    return pictures.map(({ found }, picture) =>
      found.map((one, place) => {
        const verdict = joinVoices(one, { dark: next(), bright: next() })
        return { ...verdict, found: one, image: crops[picture]![place]![verdict.polarity] }
      }),
    )
  }

  async function classifyPrepared(
    prepared: readonly PreparedPicture[],
    options: ReaderOptions = {},
  ): Promise<Reading[]> {
    const searches: Search[] = []
    for (const { isBlank, grayLevels } of prepared)
      searches.push(isBlank ? { found: [] } : await finder.findOne(grayLevels))
    const judged = await judge(prepared.map((one, index) => ({ prepared: one, found: rivals(searches[index]!.found) })))
    // What seemed sure to the finder and is not to both is looked at finely, too.
    const finer: { index: number; prepared: PreparedPicture; found: readonly Found[] }[] = []
    for (const [index, { lookFiner }] of searches.entries())
      if (lookFiner && !((mostLikely(judged[index]!, prepared[index]!)?.confidence ?? 0) >= DOUBT))
        finer.push({ index, prepared: prepared[index]!, found: rivals(await lookFiner()) })
    for (const [order, again] of (await judge(finer)).entries()) judged[finer[order]!.index] = again
    return prepared.map((one, index): Reading => {
      const best = mostLikely(judged[index]!, one)
      const stages = options.stages && { stages: stagesOf(one, judged[index]!, best) }
      if (!best) return { ...unknown, reason: one.isBlank ? rejectReasons.blank : rejectReasons.nothing, ...stages }
      const { digit, confidence, probabilities, image } = best
      const answer = { confidence, probabilities, image, box: inPicture(best.found.box, one), ...stages }
      if (confidence >= REJECT_BELOW) return { digit, ...answer }
      const reason = best.isOneOfSeveral ? 'several' : confidence < UNSURE_BELOW ? 'nothing' : 'unsure'
      return { digit: null, ...answer, reason: rejectReasons[reason] }
    })
  }

  async function classifyMany(pictures: readonly Picture[], options: ReaderOptions = {}): Promise<Reading[]> {
    return classifyPrepared(pictures.map(preparePicture), options)
  }

  return {
    classifyPrepared,
    classifyMany,
    classify: async (data, width, height, options) => (await classifyMany([{ data, width, height }], options))[0]!,
    async readNumber(data, width, height, options = {}) {
      const prepared = preparePicture({ data, width, height })
      const seen = prepared.isBlank ? { digits: [], separators: [] } : await finder.findAll(prepared.grayLevels)
      const [judged] = await judge([{ prepared, found: seen.digits }])
      const choice = chooseDigits(judged!.map(one => ({ ...one, box: one.found.box })))
      const sorted = intoLines(withoutSlashes(choice.digits, seen.separators))
      const digits = sorted.flatMap((line, index) =>
        line.map(({ digit, confidence, probabilities, image, box }) => ({
          digit: confidence < UNSURE_BELOW ? null : digit,
          confidence,
          probabilities,
          image,
          box: inPicture(box, prepared),
          line: index,
          ...(confidence < UNSURE_BELOW && { reason: rejectReasons.unsure }),
        })),
      )
      const separators = chooseSeparators(
        seen.separators,
        sorted.map(line => line.map(({ found }) => found)),
      ).map(({ separator, score, box, line }) => ({
        separator,
        confidence: score,
        box: inPicture(box, prepared),
        line,
      }))
      const lines = sorted.map((_, index) => lineText(index, digits, separators))
      const stages = options.stages && { stages: stagesOf(prepared, judged!) }
      const unread = choice.unread.map(({ box }) => inPicture(box, prepared))
      return { text: lines.join('\n'), lines, digits, separators, confidence: confidenceOf(choice), unread, ...stages }
    },
  }
}

/** Digits and separators of a line from the left to the right. */
function lineText(line: number, digits: readonly ReadDigit[], separators: readonly ReadSeparator[]): string {
  const signs = separators.map(({ separator, ...place }) => ({ ...place, text: separator }))
  return [...digits.map(({ digit, ...place }) => ({ ...place, text: String(digit ?? '?') })), ...signs]
    .filter(item => item.line === line)
    .sort((a, b) => middleOf(a.box)[0] - middleOf(b.box)[0])
    .map(({ text }) => text)
    .join('')
}

/** That all digits are right and all that was left out is none, as if each were so for itself. */
function confidenceOf({ digits, unread }: Choice<Place & Verdict>): number {
  if (digits.length === 0) return 0
  const right = digits.reduce((product, { confidence }) => product * confidence, 1)
  return unread.reduce((product, { confidence }) => product * (1 - confidence), right)
}

/** The places that may show the one digit of a picture. */
function rivals(found: readonly Found[]): readonly Found[] {
  return found.filter(({ strength }) => strength >= RIVAL * found[0]!.strength).slice(0, CANDIDATES)
}

/** The place that is most likely to show the one digit of a picture. */
function mostLikely(
  judged: readonly Judged[],
  { grayLevels }: PreparedPicture,
): (Judged & { readonly isOneOfSeveral: boolean }) | undefined {
  const rank = ({ found, support }: Judged) => found.strength * support
  const best = judged.toSorted((a, b) => rank(b) - rank(a))[0]
  if (!best) return undefined
  const { box } = best.found
  const others = judged.filter(({ found }) => overlapOf(found.box, box).smaller < APART)
  const size = Math.max(box.width, box.height) / Math.max(grayLevels.width, grayLevels.height)
  const alone = asOnlyDigit(best, { rival: 0, size })
  const beside = asOnlyDigit(best, { rival: Math.max(0, ...others.map(({ support }) => support)), size })
  return { ...beside, isOneOfSeveral: alone.confidence >= REJECT_BELOW && beside.confidence < REJECT_BELOW }
}

/** A box of gray levels in whole pixels of the picture. */
function inPicture(box: Box, { factor, grayLevels }: PreparedPicture): Box {
  const [left, top] = [Math.max(0, Math.floor(box.x)), Math.max(0, Math.floor(box.y))]
  const right = Math.min(grayLevels.width, Math.ceil(box.x + box.width))
  const bottom = Math.min(grayLevels.height, Math.ceil(box.y + box.height))
  return { x: left * factor, y: top * factor, width: (right - left) * factor, height: (bottom - top) * factor }
}
