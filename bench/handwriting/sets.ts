import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { spreadPlaces } from '../../src/data/digits.js'

/** What one asks of a picture: its one digit, or its number of several digits. */
export type Question = 'predict' | 'read'

/** A picture whose truth is known. */
export interface LabeledPicture {
  readonly set: string
  /** Its name within the data: `canvas/7_000.png`. */
  readonly file: string
  /** Digits, the lines of a page parted by a line feed; null where there is nothing to read. */
  readonly truth: string | null
}

/** Pictures that are asked the same questions. */
export interface PictureSet {
  readonly name: string
  readonly questions: readonly Question[]
  readonly pictures: readonly LabeledPicture[]
}

/**
 * Reads the truth off a file's name: what stands before the underscore. In it, `-` parts the lines of a page, and `none` says that there is
 * nothing to read.
 *
 * @throws Error where the name has another form
 * @example truthOf('12-345_007.jpg') // '12\n345'
 */
export function truthOf(name: string): string | null {
  const [, digits] = /^(none|\d+(?:-\d+)*)_/.exec(name) ?? []
  if (digits === undefined)
    throw new Error(
      `expected a file named by its truth, such as 7_000.png, 12-345_000.jpg or none_000.png, received ${name}`,
    )
  return digits === 'none' ? null : digits.replaceAll('-', '\n')
}

/** Sets of single digits are asked for one digit, sets with longer truths for a number, and those with nothing to read for both. */
export function questionsOf(truths: readonly (string | null)[]): Question[] {
  if (truths.every(truth => truth === null)) return ['predict', 'read']
  return truths.some(truth => truth !== null && truth.length > 1) ? ['read'] : ['predict']
}

/** So many values, evenly from all of them, since neighbors by name have the same truth. */
export function spreadOver<T>(values: readonly T[], limit: number): T[] {
  return spreadPlaces(limit, values.length).map(place => values[place]!)
}

/**
 * Finds the sets of a folder: each of its folders is one.
 *
 * @param options.only names of the sets that are wanted. Defaults to all.
 * @param options.limit pictures of a set at most
 * @throws Error where a set is not there, or a file is not named by its truth
 */
export function findSets(
  data: string,
  { only, limit = Number.POSITIVE_INFINITY }: { readonly only?: readonly string[]; readonly limit?: number } = {},
): PictureSet[] {
  const names = readdirSync(data, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
  const missing = only?.find(name => !names.includes(name))
  if (missing !== undefined) throw new Error(`--sets: expected sets of ${names.join()}, received ${missing}`)
  const sets = names
    .filter(name => only?.includes(name) ?? true)
    .map(set => {
      const files = readdirSync(join(data, set)).filter(name => !name.startsWith('.'))
      const pictures = files.sort().map(name => ({ set, file: `${set}/${name}`, truth: truthOf(name) }))
      const questions = questionsOf(pictures.map(({ truth }) => truth))
      return { name: set, questions, pictures: spreadOver(pictures, limit) }
    })
    .filter(({ pictures }) => pictures.length > 0)
  if (sets.length === 0) throw new Error(`--data: expected folders of pictures, received ${data}, which has none`)
  return sets
}
