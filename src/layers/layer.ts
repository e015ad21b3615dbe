import { UsageError } from '../errors.js'
import type { Shape, Tensor } from '../graph/tensor.js'
import type { InitializedWeight } from './initializers.js'
import type { Regularizer } from './regularizers.js'

/** The shape of one example, its batch axis left out: [channels, height, width] of an image, [units] of a vector. */
export type ExampleShape = readonly number[]

/** What a weight is for. Weight decay, in most recipes, is for kernels only. */
export type WeightKind = 'kernel' | 'bias' | 'normalization'

/** A weight that a layer needs. */
export interface WeightSpec extends InitializedWeight {
  readonly kind: WeightKind
  /** False for statistics that training keeps up without a gradient. */
  readonly trainable: boolean
  /** What it adds to the loss that training minimizes; nothing where it is left out. */
  readonly regularizer?: Required<Regularizer>
}

/** What a layer may do while it is trained, beyond computing. */
export interface TrainingContext {
  /** Fresh noise of zeros (with probability `rate`) and ones for every step; uint8. */
  keepMask(shape: Shape, rate: number): Tensor
  /** Gives a weight that is not trainable its value for the next step. */
  update(weight: string, value: Tensor): void
  /** Whether maximum pools take one pixel of each window, as strides would, instead of the largest. Defaults to false. */
  readonly stridedPooling?: boolean
}

/**
 * The contract of every layer: plain frozen data and pure functions. A layer has no weights of its own and no memory;
 * it says which weights it needs and how it computes with those that it is given.
 */
export interface Layer {
  /** What a configuration file calls it. */
  readonly kind: string
  /** All options, defaults filled in: `kind` and `config` build the same layer again. */
  readonly config: Readonly<Record<string, unknown>>
  /** The shape that an example of the input shape becomes. Throws where the input does not fit. */
  outputShape(inputShape: ExampleShape): ExampleShape
  /** The weights needed for that input, by name. */
  weights(inputShape: ExampleShape): Readonly<Record<string, WeightSpec>>
  /** Computes the layer on x [batch, ...inputShape]. Without a training context it computes what prediction needs. */
  apply(x: Tensor, weights: Readonly<Record<string, Tensor>>, training?: TrainingContext): Tensor
}

/** A layer that makes one of several inputs. It has no weights. */
export interface MergeLayer {
  /** What a configuration file calls it. */
  readonly kind: string
  /** All options, defaults filled in. */
  readonly config: Readonly<Record<string, unknown>>
  /** The shape that examples of the input shapes become. Throws where they do not fit together. */
  mergedShape(inputShapes: readonly ExampleShape[]): ExampleShape
  /** Computes the layer on its inputs [batch, ...inputShape]. */
  merge(xs: readonly Tensor[]): Tensor
}

/** Describes a layer without weights that keeps the shape of its input. */
export function shapeKeepingLayer(
  kind: string,
  config: Record<string, unknown>,
  apply: (x: Tensor, training?: TrainingContext) => Tensor,
): Layer {
  return Object.freeze({
    kind,
    config: Object.freeze(config),
    outputShape: (inputShape: ExampleShape) => inputShape,
    weights: () => ({}),
    apply: (x: Tensor, _weights: Readonly<Record<string, Tensor>>, training?: TrainingContext) => apply(x, training),
  })
}

/** Refuses a single input where several are to be joined. */
export function expectSeveral(kind: string, shapes: readonly ExampleShape[]): readonly ExampleShape[] {
  if (shapes.length < 2) throw new UsageError(`${kind}: expected at least two inputs, received ${shapes.length}`)
  return shapes
}

/** Refuses an input that is not an image. */
export function expectImage(
  kind: string,
  shape: ExampleShape,
): readonly [channels: number, height: number, width: number] {
  if (shape.length !== 3)
    throw new UsageError(
      `${kind}: expected an input of shape [channels, height, width], received [${shape.join(', ')}]`,
    )
  return shape as readonly [number, number, number]
}
