import { type Digits, pixelsPerImage } from '../data/digits.js'
import type { Recipe } from '../model/configuration.js'
import { NO_CLASS } from '../task.js'
import { augment } from '../training/augmentation.js'
import type { Examples } from '../training/examples.js'
import type { FitOptions } from '../training/fit.js'
import { sparseCategoricalCrossentropy } from '../training/losses/crossentropy.js'
import { accuracy } from '../training/metrics.js'

/** What a classifier is trained by: cross-entropy, as the recipe shapes it, and accuracy. */
export function classificationObjective(
  recipe: Pick<Recipe, 'labelSmoothing' | 'augmentation'> & Partial<Pick<Recipe, 'outlierImages' | 'sceneCrops'>>,
): Required<Pick<FitOptions, 'loss' | 'metrics'>> & Pick<FitOptions, 'augment' | 'disableAugmentationLastEpochs'> {
  const { labelSmoothing, augmentation, outlierImages = 0, sceneCrops = 0 } = recipe
  return {
    loss: sparseCategoricalCrossentropy({ labelSmoothing, outlierExposure: outlierImages + sceneCrops > 0 }),
    metrics: { accuracy: accuracy() },
    ...(augmentation && {
      augment: ({ image, ...others }) => ({ ...others, image: augment(image!, augmentation) }),
      disableAugmentationLastEpochs: augmentation.disableAugmentationLastEpochs,
    }),
  }
}

/**
 * Digits as a training takes them.
 *
 * @param outliers images that belong to no class, raw pixels 0–255, which follow the digits
 * @param classWeight whether each class counts the same. Defaults to each image.
 */
export function classificationExamples(
  { images, labels, count }: Digits,
  outliers?: Uint8Array,
  classWeight?: 'balanced',
): Examples {
  if (!outliers) {
    const weights = classWeight && { sampleWeights: balancedWeights(labels) }
    return { count, inputs: { image: images }, targets: { label: labels }, ...weights }
  }
  const added = outliers.length / pixelsPerImage({ images, count })
  const all = new Uint8Array(images.length + outliers.length)
  all.set(images)
  all.set(outliers, images.length)
  const label = new Uint8Array(count + added).fill(NO_CLASS)
  label.set(labels.subarray(0, count))
  const weights = classWeight && { sampleWeights: balancedWeights(label) }
  return { count: count + added, inputs: { image: all }, targets: { label }, ...weights }
}

/**
 * What each example counts so that every class that is there counts the same, and 1 in the mean: n / (classes · n of its class), as
 * scikit-learn's `compute_class_weight('balanced')`. What belongs to no class is one of them.
 *
 * @returns [count]
 */
export function balancedWeights(labels: Uint8Array): Float32Array {
  const counts = new Uint32Array(256)
  for (const label of labels) counts[label]!++
  const classes = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  return Float32Array.from(labels, label => labels.length / (classes * counts[label]!))
}
