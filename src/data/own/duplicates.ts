import { type Digits, pixelsPerImage } from '../digits.js'

/** Images with the same pixels. */
export interface Duplicates {
  /** Indices of test images that are among the training images, too. */
  readonly inBoth: readonly number[]
  /** How many training images are among those before them. */
  readonly withinTraining: number
  /** How many images, of both, have the pixels of one with another label. */
  readonly contradictions: number
}

/**
 * Finds images that come more than once: what is trained on and tested by tells nothing, and the same image with two labels cannot be
 * learned.
 *
 * @example findDuplicates(training, test).inBoth.length // 0
 */
export function findDuplicates(training: Digits, test: Digits): Duplicates {
  const trained = new Map<string, number>()
  let [withinTraining, contradictions] = [0, 0]
  for (const { key, label } of keysOf(training)) {
    const before = trained.get(key)
    if (before === undefined) trained.set(key, label)
    else {
      withinTraining++
      if (before !== label) contradictions++
    }
  }
  const inBoth: number[] = []
  for (const { key, label, index } of keysOf(test)) {
    const before = trained.get(key)
    if (before === undefined) continue
    inBoth.push(index)
    if (before !== label) contradictions++
  }
  return { inBoth, withinTraining, contradictions }
}

const latin = new TextDecoder('latin1')

/** Each image's pixels as a text, which a map finds again. */
function* keysOf(digits: Digits): Generator<{ key: string; label: number; index: number }> {
  const size = pixelsPerImage(digits)
  for (let index = 0; index < digits.count; index++)
    yield {
      key: latin.decode(digits.images.subarray(index * size, (index + 1) * size)),
      label: digits.labels[index]!,
      index,
    }
}
