import type { FixedPoint } from './fixedPoint.js'
import type {
  PlannedArithmetic,
  PlannedConvolution,
  PlannedCropping,
  PlannedElementwise,
  PlannedGlobalAverage,
  PlannedInput,
  PlannedJoining,
  PlannedPadding,
  PlannedPooling,
  PlannedReordering,
  QuantizationPlan,
} from './plan.js'
import type { ResultScale } from './scales.js'

/** What a planned operation becomes: what it was, and the scales that its inputs and its result have. */
export interface Quantized<Operation> {
  readonly planned: Operation
  readonly inputs: readonly ResultScale[]
  readonly result: ResultScale
  /** The least int8 that it may yield: a rectifier's zero, or -128. */
  readonly lowest: number
}

export interface QuantizedInput extends Quantized<PlannedInput> {
  readonly kind: 'input'
  /** The int8 value of each pixel 0–255 for each channel, [channels, 256]; undefined where it is the pixel less 128. */
  readonly table?: Int8Array
}

export interface QuantizedConvolution extends Quantized<PlannedConvolution> {
  readonly kind: 'convolution'
  /** In [-127, 127], in the order of the planned kernel. */
  readonly kernel: Int8Array
  /** Of each filter: a weight is this times its int8. */
  readonly kernelScales: Float64Array
  /** In units of the filter's scale times that of the input. */
  readonly bias: Int32Array
  /** From accumulators to int8; of the logits, to fixed point with `LOGIT_BITS` after the point, base 2. */
  readonly factors: FixedPoint
}

export interface QuantizedPooling extends Quantized<PlannedPooling> {
  readonly kind: 'maxPool' | 'averagePool'
}

export interface QuantizedGlobalAverage extends Quantized<PlannedGlobalAverage> {
  readonly kind: 'globalAverage'
  readonly factors: FixedPoint
}

export interface QuantizedArithmetic extends Quantized<PlannedArithmetic> {
  readonly kind: 'add' | 'multiply'
  /** For each input of a sum; one for a product. */
  readonly factors: FixedPoint
}

export interface QuantizedElementwise extends Quantized<PlannedElementwise> {
  readonly kind: 'activation'
  /** The result of each int8, from -128: [256]. */
  readonly table: Int8Array
}

export interface QuantizedCopy
  extends Quantized<PlannedJoining | PlannedPadding | PlannedCropping | PlannedReordering> {
  readonly kind: 'concatenate' | 'pad' | 'crop' | 'reorder'
}

export type QuantizedOperation =
  | QuantizedInput
  | QuantizedConvolution
  | QuantizedPooling
  | QuantizedGlobalAverage
  | QuantizedArithmetic
  | QuantizedElementwise
  | QuantizedCopy

/** A classifier in integers of 8 bits. */
export interface QuantizedModel {
  readonly plan: QuantizationPlan
  /** Each after its inputs; the first is the image, the last the logits. */
  readonly operations: readonly QuantizedOperation[]
}

/**
 * Bits after the point of a logit. Logits are to base 2 and already divided by the temperature: that of one class less that of another, over
 * 2^LOGIT_BITS, is the logarithm to base 2 of how much more probable it is.
 */
export const LOGIT_BITS = 6

/** Logits beyond this are cut off there: differences must fit into an int32. */
export const MAX_LOGIT = 2 ** 24
