import { type Digits, imagePixels } from '../data/digits.js'
import { type Evaluation, evaluateProbabilities } from '../evaluation/evaluate.js'
import type { Runtime } from '../runtime/runtime.js'
import { type ModelNotes, readModelNotes } from './modelFile.js'
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

/**
 * Compiles a model file.
 *
 * @throws Error where it is no ONNX model, or not one of digits
 */
export async function createClassifier(
  runtime: Runtime,
  model: Uint8Array,
  options: { readonly threads: number },
): Promise<Classifier> {
  const notes = readModelNotes(model)
  const program = await runtime.compile(model, options)

  async function predict(images: Uint8Array): Promise<Float32Array> {
    if (images.length % imagePixels !== 0)
      throw new Error(`predict: expected a multiple of ${imagePixels} pixels, received ${images.length}`)
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
    const result = await program.run({ image: { data: images, shape: [count, 28, 28] } })
    return result.probabilities!.data as Float32Array
  }

  return {
    notes,
    model,
    predict,
    evaluate: async ({ images, labels }) => evaluateProbabilities(await predict(images), labels),
    dispose: () => program.dispose(),
  }
}
