import { type Digits, selectDigits } from '../../src/data/digits.js'
import { createClassifier } from '../../src/model/classifier.js'
import { parseRecipe } from '../../src/model/configuration.js'
import { exportModel, readModelMetadata, readTrainedNetwork } from '../../src/model/modelFile.js'
import { randomStream, shuffledIndices } from '../../src/random.js'
import { trainByRecipe } from '../../src/recipe/trainByRecipe.js'
import type { Runtime } from '../../src/runtime/runtime.js'
import { drawOutlierImages } from '../../src/synthesis/outlierImages.js'
import { imagePixels, task } from '../task.js'

/** What fine-tuning trains on and is evaluated on. */
export interface TuningSet {
  /** The model to start from: serialized ONNX with its configuration. */
  readonly model: Uint8Array
  /** The user's digits to train on. */
  readonly trainingSet: Digits
  /** The user's digits held out for evaluation. */
  readonly heldOut: Digits
  /** MNIST's training images. */
  readonly mnist: Digits
}

/** How many of some digits a model classifies correctly. */
export interface Score {
  readonly right: number
  readonly of: number
}

export interface Scores {
  readonly trainingSet: Score
  readonly heldOut: Score
  /** MNIST's training images that the tuning did not touch. */
  readonly mnist: Score
  /** Letters, scribbles and noise that were rejected; of 0 where the model has no reject threshold. */
  readonly outliers: Score
}

export interface Tuned {
  readonly model: Uint8Array<ArrayBuffer>
  readonly before: Scores
  readonly after: Scores
}

/** Images of MNIST that are learned along, so that nothing is forgotten, and others that show whether it was. */
const REHEARSED = 1200
const MEASURED = 1000
/** What is no digit: so much is learned along, so much measures. */
const OUTLIER_IMAGES = 400
const MEASURED_OUTLIERS = 200
/** Fraction of the user's digits among all digits that are learned: each is seen many times, every time a little changed. */
const SHARE = 0.4
const EPOCHS = 3

const recipe = parseRecipe({
  epochs: EPOCHS,
  batchSize: 64,
  optimizer: { kind: 'adam', learningRate: 3e-3 },
  schedule: { kind: 'cosine' },
  labelSmoothing: 0.1,
  augmentation: { rotation: 8, zoom: 0.08, shear: 0.08, translation: 1 },
  validation: 0,
})

/**
 * Fine-tunes a model on the user's digits, mixed with MNIST's.
 *
 * @param onProgress told the share that is done, in [0, 1]
 */
export async function tune(
  runtime: Runtime,
  { model, trainingSet, heldOut, mnist }: TuningSet,
  options: { readonly threads: number; readonly onProgress?: (share: number) => void },
): Promise<Tuned> {
  const { threads, onProgress } = options
  const { accuracy: _, ...metadata } = readModelMetadata(model) // the accuracy was that of the old weights
  const { network, parameters } = readTrainedNetwork(model)
  const order = shuffledIndices(mnist.count, randomStream(0, 'tuning'))
  const others = selectDigits(mnist, order.subarray(REHEARSED, REHEARSED + MEASURED))
  const times = Math.max(1, Math.round((REHEARSED * SHARE) / (1 - SHARE) / trainingSet.count))
  const examples = joined([
    selectDigits(mnist, order.subarray(0, REHEARSED)),
    ...Array<Digits>(times).fill(trainingSet),
  ])

  const outliers = metadata.rejectThreshold === undefined ? new Uint8Array(0) : drawOutlierImages(MEASURED_OUTLIERS, 1)

  async function score(bytes: Uint8Array): Promise<Scores> {
    const classifier = await createClassifier(runtime, bytes, { threads: 1 })
    const best = async (images: Uint8Array) => {
      const probabilities = await classifier.predict(images)
      return Array.from({ length: images.length / imagePixels }, (_, index) => {
        const own = probabilities.subarray(index * classes, (index + 1) * classes)
        const confidence = Math.max(...own)
        return { digit: own.indexOf(confidence), confidence }
      })
    }
    const right = async ({ images, labels, count }: Digits): Promise<Score> => {
      const answers = await best(images)
      return { right: answers.filter(({ digit }, index) => digit === labels[index]).length, of: count }
    }
    const refused = (await best(outliers)).filter(({ confidence }) => confidence < metadata.rejectThreshold!)
    const scores: Scores = {
      trainingSet: await right(trainingSet),
      heldOut: await right(heldOut),
      mnist: await right(others),
      outliers: { right: refused.length, of: outliers.length / imagePixels },
    }
    await classifier.dispose()
    return scores
  }

  const before = await score(model)
  const { state } = await trainByRecipe(network, examples, {
    recipe: outliers.length > 0 ? { ...recipe, outlierImages: OUTLIER_IMAGES } : recipe,
    runtime,
    parameters,
    seed: 0,
    threads,
    onStep: ({ epoch, step, steps }) => onProgress?.((epoch - 1 + step / steps) / EPOCHS),
  })
  const tuned = Uint8Array.from(exportModel(network, state.parameters, metadata))
  return { model: tuned, before, after: await score(tuned) }
}

const classes = task.classes.length

function joined(parts: readonly Digits[]): Digits {
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  const joinedDigits = { images: new Uint8Array(count * imagePixels), labels: new Uint8Array(count), count }
  let start = 0
  for (const { images, labels, count } of parts) {
    joinedDigits.images.set(images, start * imagePixels)
    joinedDigits.labels.set(labels, start)
    start += count
  }
  return joinedDigits
}
