import * as v from 'valibot'
import { mnistDeviation, mnistMean } from '../data/preprocessing.js'
import { cast, scale, subtract } from '../graph/elementwise.js'
import { reshape } from '../graph/shape.js'
import { scalar, type Tensor } from '../graph/tensor.js'
import type { LayerConfig } from '../layers/catalogue.js'
import type { ExampleShape, Layer, TrainingContext, WeightSpec } from '../layers/layer.js'
import type { Network, Tensors } from '../layers/network.js'
import { oneOf, parseOptions, show } from '../options.js'

/** The image that a net sees: one channel of 28 × 28 pixels. */
export const IMAGE_SHAPE: ExampleShape = [1, 28, 28]

/** MNIST's digits. */
export const CLASSES = 10

/**
 * What happens to pixels 0–255 before the first layer: `normalise` scales them to [0, 1], `standardise` also takes away
 * the training images' mean and divides by their deviation.
 */
export const preprocessingNames = ['standardise', 'normalise'] as const

export type Preprocessing = (typeof preprocessingNames)[number]

/** A layer in its place within a net. */
export interface PlacedLayer {
  /** Its kind, numbered from the second of that kind: conv2d, conv2d_1. */
  readonly name: string
  readonly layer: Layer
  readonly inputShape: ExampleShape
  readonly outputShape: ExampleShape
  readonly weights: Readonly<Record<string, WeightSpec>>
}

/** A net as data: what a configuration file holds and a saved model carries. */
export interface SequentialConfig {
  readonly preprocessing: Preprocessing
  readonly layers: readonly LayerConfig[]
}

export interface Sequential extends Network {
  readonly layers: readonly PlacedLayer[]
  readonly config: SequentialConfig
  /** As `apply`, but with what every layer yields, first to last: float32 [batch, ...outputShape] each. */
  trace(image: Tensor, weights: Tensors, training?: TrainingContext): readonly Tensor[]
}

export interface SequentialOptions {
  /** `standardise` unless told. */
  readonly preprocessing?: Preprocessing
}

/**
 * Composes layers, first to last, into a net for 28 × 28 images. Its last layer must yield the probabilities of 10 classes.
 *
 * @throws Error that names the layer where one does not fit what comes before it, and where the net does not end in a
 * softmax over 10 values
 * @example sequential([flatten(), dense({ units: 10, activation: 'softmax' })])
 */
export function sequential(layers: readonly Layer[], options: SequentialOptions = {}): Sequential {
  const schema = v.strictObject({ preprocessing: v.optional(oneOf(preprocessingNames), 'standardise') })
  const { preprocessing } = parseOptions('sequential', schema, options)
  const placed = placeLayers(layers)
  const config = {
    preprocessing,
    layers: layers.map(({ kind, config }) => Object.freeze({ kind, ...config })),
  }
  const trace: Sequential['trace'] = (image, weights, training) => {
    let x = preprocess(image, preprocessing)
    return placed.map(({ name, layer, weights: own }) => {
      x = layer.apply(
        x,
        Object.fromEntries(Object.keys(own).map(weight => [weight, weights[`${name}.${weight}`]!])),
        training && {
          keepMask: training.keepMask,
          update: (weight, value) => training.update(`${name}.${weight}`, value),
        },
      )
      return x
    })
  }
  return Object.freeze<Sequential>({
    inputs: [{ name: 'image', shape: [28, 28], dtype: 'uint8' }],
    outputs: [{ name: 'probabilities', shape: [CLASSES], dtype: 'float32' }],
    layers: placed,
    config,
    weights: placed.flatMap(({ name, weights }) =>
      Object.entries(weights).map(([weight, spec]) => ({ ...spec, name: `${name}.${weight}` })),
    ),
    trace,
    apply: ({ image }, weights, training) => ({ probabilities: trace(image!, weights, training).at(-1)! }),
  })
}

/** Raw pixels uint8 [batch, 28, 28] → float32 [batch, 1, 28, 28]. */
function preprocess(image: Tensor, preprocessing: Preprocessing): Tensor {
  const pixels = reshape(cast(image, 'float32'), [image.shape[0]!, ...IMAGE_SHAPE])
  if (preprocessing === 'normalise') return scale(pixels, 1 / 255)
  return scale(subtract(pixels, scalar(255 * mnistMean)), 1 / (255 * mnistDeviation))
}

function placeLayers(layers: readonly Layer[]): PlacedLayer[] {
  const seen = new Map<string, number>()
  let inputShape = IMAGE_SHAPE
  const placed = layers.map((layer, index): PlacedLayer => {
    const before = seen.get(layer.kind) ?? 0
    seen.set(layer.kind, before + 1)
    const name = before === 0 ? layer.kind : `${layer.kind}_${before}`
    try {
      const outputShape = layer.outputShape(inputShape)
      const place = { name, layer, inputShape, outputShape, weights: layer.weights(inputShape) }
      inputShape = outputShape
      return place
    } catch (error) {
      throw new Error(`layers[${index}]: ${(error as Error).message}`)
    }
  })
  const last = layers.at(-1)
  const ends = last?.config.activation ?? last?.config.function
  if (inputShape.length !== 1 || inputShape[0] !== CLASSES || ends !== 'softmax')
    throw new Error(
      `sequential: expected a last layer that yields [${CLASSES}] probabilities by softmax, such as ` +
        `dense({ units: ${CLASSES}, activation: 'softmax' }), received ` +
        (last
          ? `${last.kind} with output shape [${inputShape.join(', ')}] and activation ${typeof ends === 'object' ? show(ends) : (ends ?? 'none')}`
          : 'no layer'),
    )
  return placed
}
