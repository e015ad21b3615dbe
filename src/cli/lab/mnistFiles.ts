import type { Part } from '../../data/dataset.js'
import { mnist } from '../../data/datasets/mnist.js'
import type { Digits } from '../../data/digits.js'
import { encodeIdxImages, encodeIdxLabels } from '../../data/idx.js'
import { type Representation, representBytes } from '../../server/representation.js'
import { mnistTask } from '../../task.js'

const [, height, width] = mnistTask.imageShape

/**
 * MNIST's four files, by their names. They are loaded and written once, when one of them is asked for first, and from then on shared by
 * all who read them. What cannot be loaded is tried again by the next who asks.
 *
 * @param onError called with why they could not be loaded
 * @returns undefined for any other name; rejects where they could not be loaded
 */
export function createMnistFiles(
  loadDigits: () => Promise<Record<Part, Digits>>,
  onError: (error: Error) => void,
): (name: string) => Promise<Representation | undefined> {
  const names = Object.values(mnist.parts).flatMap(({ images, labels }) => [images.name, labels.name])
  let files: Promise<Map<string, Representation>> | undefined
  return async name => {
    if (!names.includes(name)) return undefined
    files ??= loadDigits()
      .then(writeFiles)
      .catch(error => {
        files = undefined
        onError(error)
        throw error
      })
    return (await files).get(name)
  }
}

/** The IDX files written from the digits; their digests are those of the published files. */
function writeFiles(digits: Record<Part, Digits>): Map<string, Representation> {
  return new Map(
    Object.entries(mnist.parts).flatMap(([part, { images, labels }]) => {
      const { count, images: pixels, labels: answers } = digits[part as Part]
      const imageFile = encodeIdxImages({ count, rows: height, columns: width, pixels })
      return [
        [images.name, representBytes(imageFile)],
        [labels.name, representBytes(encodeIdxLabels(answers))],
      ] as const
    }),
  )
}
