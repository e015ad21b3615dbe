import { ModelError } from '../errors.js'
import { gradients } from '../graph/backward.js'
import { type OnnxModel, toOnnx } from '../graph/onnx.js'
import { sum } from '../graph/reduction.js'
import { rewrite } from '../graph/rewrite.js'
import { backwardPasses, forwardPasses } from '../graph/rules/rules.js'
import { input } from '../graph/tensor.js'
import { randomStream } from '../random.js'
import type { Runtime } from '../runtime/runtime.js'
import { imageSize, pixelShape, type Task } from '../task.js'
import { sparseCategoricalCrossentropy } from '../training/losses/crossentropy.js'
import type { Parameters } from '../training/parameters.js'
import type { Classifier } from './classifier.js'
import type { Model } from './model.js'
import { constants, readTrainedNetwork, withTemperature } from './modelFile.js'

/** How the loss of each image changes with its pixels. */
export interface InputGradient {
  /** For each pixel, the derivative of its image's cross-entropy by it, pixels 0–255: as long as the images. */
  readonly gradient: Float32Array
  /** [count × classes] */
  readonly probabilities: Float32Array
}

/** A compiled model and its derivative by the image. */
export interface Differentiated {
  /**
   * @param images raw pixels 0–255, image after image
   * @param labels the true class of each: [count]
   */
  lossGradient(images: Uint8Array, labels: Uint8Array): Promise<InputGradient>
  dispose(): Promise<void>
}

/** Images differentiated at once, for 100 MB of activations. */
const BATCH = 250

/**
 * Extends a classifier's graph by the gradient of its cross-entropy with respect to the image.
 *
 * @param temperature that the logits of `probabilities` are divided by; the loss is that without one. Defaults to none.
 * @returns a model from `image` float32 [batch, …], 0–255, and `label` uint8 [batch] to `gradient`, of the image's shape, and `probabilities`
 */
export function buildInputGradientModel(
  network: Model & { readonly task: Task },
  parameters: Parameters,
  temperature?: number,
): OnnxModel {
  const image = input('image', 'float32', ['batch', ...pixelShape(network.task)])
  const label = input('label', 'uint8', ['batch'])
  const { probabilities: trained } = network.apply({ image }, constants(network, parameters))
  const probabilities = temperature === undefined ? trained! : withTemperature(trained, temperature)
  // Of a sum over the batch, the derivative by an image is that of its own loss. It is that of the net as it was trained: a low
  // temperature makes probabilities 1 in all 24 bits, which leaves no derivative.
  const loss = sum(sparseCategoricalCrossentropy().apply({ probabilities: trained! }, { label }), [0])
  const forward = rewrite({ loss, probabilities }, forwardPasses, [image])
  const [gradient] = gradients(forward.loss!, [image])
  return toOnnx(rewrite({ gradient: gradient!, probabilities: forward.probabilities! }, backwardPasses))
}

/**
 * Rebuilds a classifier from the configuration and the weights in its file, and compiles it with its derivative.
 *
 * @param options.name of the model in errors
 * @throws {ModelError} if the file carries no configuration, as those of others do: there is no derivative of their operators; or if
 * what it computes is something else
 */
export async function differentiate(
  runtime: Runtime,
  classifier: Classifier,
  { threads, name = 'model' }: { readonly threads: number; readonly name?: string },
): Promise<Differentiated> {
  const { network, parameters } = rebuilt(classifier, name)
  const { task } = network
  const { model } = buildInputGradientModel(network, parameters, classifier.metadata.temperature)
  const program = await runtime.compile(model, { threads })
  const size = imageSize(task)
  const classes = task.classes.length

  async function lossGradient(images: Uint8Array, labels: Uint8Array): Promise<InputGradient> {
    const gradient = new Float32Array(images.length)
    const probabilities = new Float32Array(labels.length * classes)
    for (let start = 0; start < labels.length; start += BATCH) {
      const end = Math.min(labels.length, start + BATCH)
      const data = Float32Array.from(images.subarray(start * size, end * size))
      const result = await program.run({
        image: { data, shape: [end - start, ...pixelShape(task)] },
        label: { data: labels.slice(start, end), shape: [end - start] },
      })
      gradient.set(result.gradient!.data as Float32Array, start * size)
      probabilities.set(result.probabilities!.data as Float32Array, start * classes)
    }
    return { gradient, probabilities }
  }

  await expectSameAnswers(classifier, lossGradient, name).catch(async error => {
    await program.dispose()
    throw error
  })
  return { lossGradient, dispose: () => program.dispose() }
}

function rebuilt({ model }: Classifier, name: string) {
  try {
    const { network, parameters } = readTrainedNetwork(model)
    if (network.task) return { network: network as Model & { readonly task: Task }, parameters }
  } catch (cause) {
    throw new ModelError(
      `${name}: expected a model that this project wrote, whose layers have derivatives, received another ` +
        `(${(cause as Error).message})`,
      { cause },
    )
  }
  throw new ModelError(`${name}: expected a classifier of images, received another network`)
}

/** A file may say that it is one net and compute another: then an attack on the one would miss the other. */
async function expectSameAnswers(
  classifier: Classifier,
  lossGradient: Differentiated['lossGradient'],
  name: string,
): Promise<void> {
  const { task } = classifier.metadata
  const random = randomStream(0, 'differentiate')
  const images = new Uint8Array(4 * imageSize(task)).map(() => random.integer(256))
  const expected = await classifier.predict(images)
  const { probabilities } = await lossGradient(images, new Uint8Array(4))
  if (expected.some((value, i) => !(Math.abs(value - probabilities[i]!) < 1e-3)))
    throw new ModelError(
      `${name}: expected a model that computes what its configuration says, received one that computes something else`,
    )
}
