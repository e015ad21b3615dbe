import { formatPercent } from '../../figures/format.js'
import { type ClassAnswer, classAnswer, unreadable } from '../../model/answers.js'
import type { Classifier } from '../../model/classifier.js'
import { decodeImage } from '../../node/decodeImage.js'
import { imagePixels } from '../../node/imagePixels.js'
import { imageSize } from '../../task.js'
import { type Answering, answerFiles } from './answerFiles.js'
import { nameWidth } from './answerText.js'
import type { ImageSource } from './imageFiles.js'
import { describeRejection } from './rejection.js'

// `mnist predict` with a model of another task than handwritten digits: nothing is looked for in a picture, it is the image.

/**
 * Prints of which class each image is.
 *
 * @returns the exit code
 */
export function answerImages(
  sources: readonly ImageSource[],
  classifier: Classifier,
  { top = 1, json }: { readonly top?: number; readonly json?: true },
): Promise<number> {
  const { classes } = classifier.metadata
  const width = nameWidth(sources)
  const answering = jsonAnswering(classifier)
  if (json) return answerFiles(sources, answering)
  return answerFiles<Uint8Array, ClassAnswer>(sources, {
    ...answering,
    tell: (source, answer) => `${source.name.padEnd(width)}  ${describeAnswer(answer, classes, top)}`,
    tellFailure: () => undefined,
  })
}

/** How images are answered, and each by a line of JSON. */
export function jsonAnswering(classifier: Classifier): Answering<Uint8Array, ClassAnswer> {
  const { task, classes } = classifier.metadata
  return {
    open: async file => imagePixels(await decodeImage(file), task),
    async answer(images) {
      const pixels = new Uint8Array(images.length * imageSize(task))
      for (const [index, image] of images.entries()) pixels.set(image, index * image.length)
      const all = await classifier.predict(pixels)
      return images.map((_, index) =>
        classAnswer([...all.subarray(index * classes.length, (index + 1) * classes.length)], classifier.metadata),
      )
    },
    tell: ({ path }, answer) => JSON.stringify({ file: path, ...answer }),
    tellFailure: ({ path }, reason) => JSON.stringify({ file: path, ...unreadable.class(reason, classes.length) }),
  }
}

/** The answer in words: `poppy  99.8 %`, with as many classes as wanted; or why there is none. */
function describeAnswer(
  { class: answer, probabilities, reason = '' }: ClassAnswer,
  classes: readonly string[],
  top: number,
): string {
  const width = Math.max(...classes.map(name => name.length))
  const likeliest = probabilities
    .map((probability, label) => ({ probability, name: classes[label]! }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, top)
  if (answer === null) return describeRejection('no class', reason, likeliest)
  return likeliest
    .map(({ name, probability }) => `${name.padEnd(width)} ${formatPercent(probability, 1).padStart(7)}`)
    .join('   ')
}
