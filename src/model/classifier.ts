import { type Digits, imagePixels } from '../data/digits.js'
import { ModelError, UsageError } from '../errors.js'
import { type Evaluation, evaluateProbabilities } from '../evaluation/evaluate.js'
import type { Runtime } from '../runtime/runtime.js'
import { engineReason } from './engineErrors.js'
import { type ModelNotes, readModelNotes } from './modelFile.js'
import { expectProbabilities } from './probabilities.js'
import { CLASSES } from './sequential.js'

/** A trained model that answers. */
export interface Classifier {
  /** What the model file says of itself. */
  readonly notes: ModelNotes
  /** The model file: serialised ONNX. */
  readonly model: Uint8Array
  /**
   * @param images raw pixels 0–255 (ink is bright), 28 × 28 for each image
   * @returns probabilities [images × 10], image by image
   */
  predict(images: Uint8Array): Promise<Float32Array>
  /** Predicts all images and measures the answers against the labels. */
  evaluate(examples: Digits): Promise<Evaluation>
  dispose(): Promise<void>
}

/** Images computed at once: enough to keep the cores busy without a gigabyte of activations. */
const BATCH = 500

/** Two images that a model is tried on as it is opened: no ink, and nothing but ink. */
const TRIAL = new Uint8Array(2 * imagePixels).fill(255, imagePixels)

export interface ClassifierOptions {
  /** Cores that a prediction may use. */
  readonly threads: number
  /** What errors call the model, such as its path. */
  readonly name?: string
}

/**
 * Compiles a model file, and tries it: what it computes must be probabilities of digits.
 *
 * @throws {ModelError} that begins with the name, where it is no ONNX model, not one of digits, or one that does harm: reads other files, or may
 * never end
 */
export async function createClassifier(
  runtime: Runtime,
  model: Uint8Array,
  options: ClassifierOptions,
): Promise<Classifier> {
  const { threads, name } = options
  const named = (message: string, cause: unknown) =>
    new ModelError(name === undefined ? message : `${name}: ${message}`, { cause })
  const notes = attempt(() => readModelNotes(model))
  const program = await runtime.compile(model, { threads }).catch(error => {
    throw named(
      `expected a model that ONNX Runtime can open, received one that it refuses (${engineReason(error)})`,
      error,
    )
  })

  function attempt<T>(compute: () => T): T {
    try {
      return compute()
    } catch (error) {
      throw named((error as Error).message, error)
    }
  }

  async function predict(images: Uint8Array): Promise<Float32Array> {
    if (!(images instanceof Uint8Array))
      throw new UsageError(
        `predict: expected images to be a Uint8Array, received ${(images as object)?.constructor?.name ?? typeof images}`,
      )
    if (images.length % imagePixels !== 0)
      throw new UsageError(`predict: expected a multiple of ${imagePixels} pixels, received ${images.length}`)
    const count = images.length / imagePixels
    if (count > 0 && count <= BATCH) return predictBatch(images, count)
    const probabilities = new Float32Array(count * CLASSES)
    for (let start = 0; start < count; start += BATCH) {
      const end = Math.min(count, start + BATCH)
      const part = await predictBatch(images.subarray(start * imagePixels, end * imagePixels), end - start)
      probabilities.set(part, start * CLASSES)
    }
    return probabilities
  }

  async function predictBatch(images: Uint8Array, count: number): Promise<Float32Array> {
    const { probabilities } = await program.run({ image: { data: images, shape: [count, 28, 28] } }).catch(error => {
      throw named(
        `expected a model that ONNX Runtime can compute, received one that fails (${engineReason(error)})`,
        error,
      )
    })
    return attempt(() => expectProbabilities(probabilities, count))
  }

  await predictBatch(TRIAL, 2).catch(async error => {
    await program.dispose()
    throw error
  })
  return {
    notes,
    model,
    predict,
    evaluate: async ({ images, labels }) => evaluateProbabilities(await predict(images), labels),
    dispose: () => program.dispose(),
  }
}
