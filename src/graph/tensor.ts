import { UsageError } from '../errors.js'
import type { Random } from '../random.js'
import { formatShape, type Shape } from './dimension.js'
import { postorder } from './postorder.js'

export { type Dimension, formatShape, type Shape, sameShape } from './dimension.js'

/** Element types that a graph may hold; the names are those of onnxruntime. */
export type DType = 'float32' | 'uint8' | 'int8' | 'int32' | 'int64' | 'bool'

/** ONNX's numbers of the element types. */
export const elementType: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
}

/** Values of a constant, in the order of memory. */
export type ConstantData = Float32Array | BigInt64Array | Uint8Array | Int8Array | Int32Array

/** An attribute of an ONNX node. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly text: string }

/**
 * Given dy = ∂loss/∂y, the gradient of each input, in the order of the inputs; `undefined` where an input has none
 * (indices, shapes, masks). It extends the graph; what nobody asks for is never exported.
 *
 * It builds on the operands that it is given, the inputs and then what was saved, and on no other tensor: a rewritten graph has
 * other operands than those that the operation was first built from.
 */
export type Derivative = (dy: Tensor, y: Tensor, ...operands: Tensor[]) => readonly (Tensor | undefined)[]

/** Where the result of an operator comes from. */
export interface Operation {
  readonly kind: 'operation'
  /** The operator's name in the ONNX standard, opset 17. */
  readonly operator: string
  readonly inputs: readonly Tensor[]
  readonly attributes: Readonly<Record<string, Attribute>>
  /** What the derivative needs beside the inputs. */
  readonly saved?: readonly Tensor[]
  readonly derivative?: Derivative
}

/**
 * Fills the values of a noise input, from a stream of its own. The strength, in [0, 1], is that of augmentation: 0 leaves the images as
 * they are. Other noise does not look at it.
 */
export type DrawNoise = (values: Uint8Array | Float32Array, random: Random, strength: number) => void

/** Fed at each run. An input with `draw` is noise that the host draws anew for every run. */
export interface Input {
  readonly kind: 'input'
  readonly name: string
  readonly draw?: DrawNoise
}

/** Part of the printed model; the name, if there is one, is kept in it. */
export interface Constant {
  readonly kind: 'constant'
  readonly data: ConstantData
  readonly name?: string
}

/** A symbolic tensor: its type, its shape and where it comes from. It holds no numbers; a runtime computes those. */
export interface Tensor {
  readonly dtype: DType
  readonly shape: Shape
  readonly origin: Operation | Input | Constant
}

/**
 * A tensor that is fed at each run.
 *
 * @param name under which it is fed
 * @param dtype of its values
 * @param shape sizes that are known only when the graph runs have a name: `batch`
 * @example ops.input('x', 'float32', ['batch', 2])
 */
export function input(name: string, dtype: DType, shape: Shape): Tensor {
  return { dtype, shape, origin: { kind: 'input', name } }
}

/**
 * A float32 tensor whose values are part of the graph; `name` marks a trained weight, so that it can be found again.
 *
 * @param data in the order of memory, the last axis fastest
 * @param name kept in the ONNX file. Defaults to none.
 * @example ops.constant(Float32Array.of(1, 0, 0, 1), [2, 2])
 */
export function constant(data: Float32Array, shape: readonly number[], name?: string): Tensor {
  return { dtype: 'float32', shape, origin: { kind: 'constant', data, ...(name === undefined ? {} : { name }) } }
}

/**
 * A float32 tensor of rank 0.
 *
 * @example ops.multiply(x, ops.scalar(2))
 */
export function scalar(value: number): Tensor {
  return constant(Float32Array.of(value), [])
}

/**
 * A vector of int64, as ONNX wants its shapes, axes and bounds.
 *
 * @param values whole numbers
 * @example ops.operation('Expand', [x, ops.integers([3, 2])], { shape: [3, 2] })
 */
export function integers(values: readonly number[]): Tensor {
  const data = BigInt64Array.from(values, BigInt)
  return { dtype: 'int64', shape: [values.length], origin: { kind: 'constant', data } }
}

/** What an operator yields. */
export interface OperationResult<Inputs extends readonly Tensor[], Saved extends readonly Tensor[]> {
  readonly shape: Shape
  /** Defaults to `float32`. */
  readonly dtype?: DType
  /** Attributes of the ONNX node. Defaults to none. */
  readonly attributes?: Operation['attributes']
  /** What the derivative needs beside the inputs. Defaults to nothing. */
  readonly saved?: Saved
  /** As `Derivative`. Defaults to none: no gradient passes. */
  readonly derivative?: (dy: Tensor, y: Tensor, ...operands: [...Inputs, ...Saved]) => ReturnType<Derivative>
}

/**
 * The result of one operator of ONNX, opset 17: so operators are made that `ops` lacks.
 *
 * @param operator its name in the standard
 * @param inputs in the order of the standard
 * @param result shape, element type, attributes and derivative
 * @example
 * const sin = (x: Tensor) => ops.operation('Sin', [x], { shape: x.shape, derivative: (dy, _, x) => [ops.multiply(dy, cos(x))] })
 * @see https://onnx.ai/onnx/operators
 */
export function operation<const Inputs extends readonly Tensor[], const Saved extends readonly Tensor[] = []>(
  operator: string,
  inputs: Inputs,
  result: OperationResult<Inputs, Saved>,
): Tensor {
  const { shape, dtype = 'float32', attributes = {}, saved, derivative } = result
  return {
    dtype,
    shape,
    origin: {
      kind: 'operation',
      operator,
      inputs,
      attributes,
      ...(saved && { saved }),
      ...(derivative && { derivative: derivative as unknown as Derivative }),
    },
  }
}

/**
 * Every tensor that the given ones are computed from, and they themselves, each after its inputs.
 *
 * @param leaves tensors beyond which nobody looks
 */
export function topologicalOrder(outputs: readonly Tensor[], leaves: ReadonlySet<Tensor> = new Set()): Tensor[] {
  return postorder(outputs, tensor =>
    tensor.origin.kind === 'operation' && !leaves.has(tensor) ? tensor.origin.inputs : [],
  )
}

/** A dimension that must be known when the graph is built. */
export function fixed(x: Pick<Tensor, 'shape'>, axis: number): number {
  const size = x.shape[axis]
  if (typeof size !== 'number')
    throw new UsageError(`graph: expected a fixed size on axis ${axis} of ${formatShape(x.shape)}, received ${size}`)
  return size
}
