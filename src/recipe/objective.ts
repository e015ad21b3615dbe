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
 */
export function classificationExamples({ images, labels, count }: Digits, outliers?: Uint8Array): Examples {
  if (!outliers) return { count, inputs: { image: images }, targets: { label: labels } }
  const added = outliers.length / pixelsPerImage({ images, count })
  const all = new Uint8Array(images.length + outliers.length)
  all.set(images)
  all.set(outliers, images.length)
  const label = new Uint8Array(count + added).fill(NO_CLASS)
  label.set(labels.subarray(0, count))
  return { count: count + added, inputs: { image: all }, targets: { label } }
}
