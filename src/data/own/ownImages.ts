import { UsageError } from '../../errors.js'
import { randomStream, shuffledIndices } from '../../random.js'
import { type ImageShape, mnistTask, NO_CLASS } from '../../task.js'
import { countingOrder } from '../countingOrder.js'
import { type Digits, indicesByValue, selectDigits } from '../digits.js'

/** Images of one's own with the class of each by name, before they are a dataset. */
export interface OwnImages {
  readonly imageShape: ImageShape
  /** Raw pixels 0–255: [count, channels, height, width]. */
  readonly images: Uint8Array
  /** What each image shows: [count]. */
  readonly answers: readonly string[]
  /** What belongs together, such as the writer, for each image. */
  readonly groups?: readonly string[]
  /** Where each image is from, for messages. */
  readonly origins?: readonly string[]
}

/** Images of one's own in the parts that they came in: `test` where there was one. */
export interface OwnParts {
  readonly training: OwnImages
  readonly test?: OwnImages
}

/**
 * The names of the classes, in the order of their labels: as people count. Digits alone are all ten of them, even where some are missing:
 * then a model of theirs reads digits as any other does.
 *
 * @throws {UsageError} if there are fewer than 2 or more than 255
 */
export function classesOf(owner: string, { training, test }: OwnParts): readonly string[] {
  const names = [...new Set([...training.answers, ...(test?.answers ?? [])])].sort(countingOrder)
  if (names.length > 0 && names.every(name => mnistTask.classes.includes(name))) return mnistTask.classes
  if (names.length < 2 || names.length > NO_CLASS)
    throw new UsageError(
      `${owner}: expected 2 to ${NO_CLASS} classes, received ${names.length}: ${names.slice(0, 3).join(', ')}`,
    )
  return names
}

/** The same with a label for each class instead of its name. */
export function labeledBy(classes: readonly string[], { images, answers, groups }: OwnImages): Digits {
  const labels = new Map(classes.map((name, label) => [name, label]))
  const numbers = new Map([...new Set(groups)].map((name, number) => [name, number]))
  return {
    count: answers.length,
    images,
    labels: Uint8Array.from(answers, name => labels.get(name)!),
    ...(groups && { groups: Int32Array.from(groups, name => numbers.get(name)!) }),
  }
}

/** What of its own a dataset is tested by: a fifth. */
const TEST_FRACTION = 0.2

/**
 * Splits images into those to train by and those to test by. Where groups are known, each is on one side, as a whole; else every class
 * is split alike. The seed decides, and nothing else.
 *
 * @returns indices
 * @throws {UsageError} if there are too few for both
 */
export function splitOwnImages(owner: string, digits: Digits, seed = 0): { training: number[]; test: number[] } {
  const isTest = new Uint8Array(digits.count)
  const wanted = Math.round(digits.count * TEST_FRACTION)
  const random = randomStream(seed, 'test')
  if (digits.groups) {
    const groups = [...indicesByValue(digits.groups).values()]
    let taken = 0
    for (const order of shuffledIndices(groups.length, random)) {
      const members = groups[order]!
      if (taken > 0 && taken + members.length > 1.5 * wanted) continue
      if (taken >= wanted) break
      for (const index of members) isTest[index] = 1
      taken += members.length
    }
  } else
    for (const members of indicesByValue(digits.labels).values()) {
      const order = shuffledIndices(members.length, random)
      const count = Math.round(members.length * TEST_FRACTION)
      for (const position of order.subarray(0, count)) isTest[members[position]!] = 1
    }
  const [training, test] = [0, 1].map(side => [...isTest.keys()].filter(index => isTest[index] === side)) as [
    number[],
    number[],
  ]
  if (training.length === 0 || test.length === 0)
    throw new UsageError(
      `${owner}: expected images enough to train and to test by, at least 3 of a class, received ${digits.count}`,
    )
  return { training, test }
}

/** The images at the indices, with their groups. */
export function selectOwn(digits: Digits, indices: readonly number[]): Digits {
  const { groups } = digits
  return {
    ...selectDigits(digits, indices),
    ...(groups && { groups: Int32Array.from(indices, index => groups[index]!) }),
  }
}
