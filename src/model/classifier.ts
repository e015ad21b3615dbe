import { type Digits, expectDigitsOf } from '../data/digits.js'
import { ModelError, UsageError } from '../errors.js'
import { type Evaluation, evaluateProbabilities } from '../evaluation/evaluate.js'
import type { Runtime } from '../runtime/runtime.js'
import { imageSize, pixelShape } from '../task.js'
import { engineReason } from './engineErrors.js'
import type { ModelMetadata } from './metadata.js'
import { readModelMetadata } from './modelFile.js'
import { expectProbabilities } from './probabilities.js'

/** A compiled model that predicts classes. */
export interface Classifier {
  /** The metadata of the model file. */
  readonly metadata: ModelMetadata
  /** The model file: serialized ONNX. */
  readonly model: Uint8Array
  /**
   * @param images raw pixels 0–255 (of digits, ink is bright), image after image: [images × channels × height × width] of `notes.task`
   * @returns probabilities [images × classes], image by image
   */
  predict(images: Uint8Array): Promise<Float32Array>
  /**
   * Predicts all images and evaluates the predictions against the labels.
   *
   * @throws {UsageError} if images and labels are not those of the model's task
   */
  evaluate(examples: Digits): Promise<Evaluation>
  dispose(): Promise<void>
}

/** Images computed at once: enough to keep the cores busy without a gigabyte of activations. */
const [BATCH, BATCH_VALUES] = [500, 2 ** 22]

export interface ClassifierOptions {
  /** Cores that a prediction may use. */
  readonly threads: number
  /** Name of the model in errors, such as its path. */
  readonly name?: string
}

/**
 * Compiles a model file, and tries it: what it computes must be probabilities of the classes.
 *
 * @throws {ModelError} that begins with the name, where it is no ONNX model, no classifier of images, or one that does harm: reads other files, or may
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
  const metadata = attempt(() => readModelMetadata(model))
  const { task } = metadata
  const [size, classes] = [imageSize(task), task.classes.length]
  const batch = Math.max(1, Math.min(BATCH, Math.floor(BATCH_VALUES / size)))
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
    if (images.length % size !== 0)
      throw new UsageError(`predict: expected a multiple of ${size} pixels, received ${images.length}`)
    const count = images.length / size
    if (count > 0 && count <= batch) return predictBatch(images, count)
    const probabilities = new Float32Array(count * classes)
    for (let start = 0; start < count; start += batch) {
      const end = Math.min(count, start + batch)
      const part = await predictBatch(images.subarray(start * size, end * size), end - start)
      probabilities.set(part, start * classes)
    }
    return probabilities
  }

  async function predictBatch(images: Uint8Array, count: number): Promise<Float32Array> {
    const { probabilities } = await program
      .run({ image: { data: images, shape: [count, ...pixelShape(task)] } })
      .catch(error => {
        throw named(
          `expected a model that ONNX Runtime can compute, received one that fails (${engineReason(error)})`,
          error,
        )
      })
    return attempt(() => expectProbabilities(probabilities, count, classes))
  }

  // Two images: no ink, and nothing but ink.
  await predictBatch(new Uint8Array(2 * size).fill(255, size), 2).catch(async error => {
    await program.dispose()
    throw error
  })
  return {
    metadata,
    model,
    predict,
    async evaluate(examples) {
      attempt(() => expectDigitsOf(task, examples, 'evaluate'))
      return evaluateProbabilities(await predict(examples.images), examples.labels, classes)
    },
    dispose: () => program.dispose(),
  }
}
