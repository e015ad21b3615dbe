import type { Activation } from '../layers/activations.js'
import type { Task } from '../task.js'

/** What lies between two operations: [channels, height, width]; a vector is [features, 1, 1]. */
export type MapShape = readonly [channels: number, height: number, width: number]

/** Windows that slide over an image, and the zeros around it: [top, left, bottom, right]. */
export interface WindowPlan {
  readonly size: readonly [height: number, width: number]
  readonly strides: readonly [number, number]
  readonly pads: readonly [number, number, number, number]
}

export interface Planned {
  /** That of the layer; of a layer that takes several operations, with a suffix. */
  readonly name: string
  /** Names of the operations whose results it takes. */
  readonly inputs: readonly string[]
  readonly shape: MapShape
}

/** Raw pixels 0–255 to what the first layer is fed: scale · pixel + offset, for each channel. */
export interface PlannedInput extends Planned {
  readonly kind: 'input'
  readonly scale: readonly number[]
  readonly offset: readonly number[]
}

/** A convolution with all that is computed together with it. A dense layer is one whose kernel is as large as its input. */
export interface PlannedConvolution extends Planned {
  readonly kind: 'convolution'
  /** Whether each channel has kernels of its own. */
  readonly depthwise: boolean
  /** [filters, channels, height, width] as ONNX has it, channels 1 where it is depthwise. */
  readonly kernel: Float32Array
  readonly bias: Float32Array
  readonly window: WindowPlan
  /** The maximum over windows that do not overlap, taken before anything else. */
  readonly pool?: WindowPlan
  /** By 1 or -1 for each filter, after the pool. Defaults to 1. */
  readonly signs?: readonly number[]
  readonly relu: boolean
  /** Whether its results are the logits of the classes, of which a softmax makes probabilities. */
  readonly isLogits: boolean
}

/** The maximum or the mean of each window; padding does not count. */
export interface PlannedPooling extends Planned {
  readonly kind: 'maxPool' | 'averagePool'
  readonly window: WindowPlan
}

/** The mean of each channel. */
export interface PlannedGlobalAverage extends Planned {
  readonly kind: 'globalAverage'
  /** How many there are in a channel. */
  readonly pixels: number
}

/** The sum of all inputs; with `multiply`, the first input times the second, which has one factor for each channel. */
export interface PlannedArithmetic extends Planned {
  readonly kind: 'add' | 'multiply'
  readonly relu: boolean
}

/** A function of each value by itself. */
export interface PlannedElementwise extends Planned {
  readonly kind: 'activation'
  readonly function: Activation
}

/** Channels of all inputs, one after the other. */
export interface PlannedJoining extends Planned {
  readonly kind: 'concatenate'
}

/** Zeros around an image. */
export interface PlannedPadding extends Planned {
  readonly kind: 'pad'
  readonly pads: readonly [number, number, number, number]
}

/** A part of an image, from a row and a column on. */
export interface PlannedCropping extends Planned {
  readonly kind: 'crop'
  readonly top: number
  readonly left: number
}

/** The same values under another shape, in the order of [channels, height, width]. */
export interface PlannedReordering extends Planned {
  readonly kind: 'reorder'
}

export type PlannedOperation =
  | PlannedInput
  | PlannedConvolution
  | PlannedPooling
  | PlannedGlobalAverage
  | PlannedArithmetic
  | PlannedElementwise
  | PlannedJoining
  | PlannedPadding
  | PlannedCropping
  | PlannedReordering

/** A trained classifier as the few operations that integers compute: batch normalization and the like are folded away. */
export interface QuantizationPlan {
  readonly task: Task
  /** Each after its inputs; the first is the image, the last the logits. */
  readonly operations: readonly PlannedOperation[]
  /** What the logits are divided by before the softmax. */
  readonly temperature: number
}

/** Whether a convolution is a product of its whole input with a matrix. */
export function isDense({ window, depthwise, pool }: PlannedConvolution, [, height, width]: MapShape): boolean {
  const { size, pads } = window
  return !depthwise && !pool && size[0] === height && size[1] === width && pads.every(count => count === 0)
}

/** How many values a shape has. */
export const valuesOf = (shape: MapShape) => shape[0] * shape[1] * shape[2]
