import { relu } from '../graph/activation.js'
import { concatenate } from '../graph/concatenation.js'
import { conv2d } from '../graph/convolution.js'
import { depthwiseConv2d } from '../graph/depthwise.js'
import { add, multiply } from '../graph/elementwise.js'
import { globalMean } from '../graph/globalPooling.js'
import { gemm } from '../graph/linear.js'
import { averagePool2d, maxPool2d } from '../graph/pooling.js'
import { pad, reshape, slice } from '../graph/shape.js'
import { constant, input, type Tensor } from '../graph/tensor.js'
import { activationFunction } from '../layers/activations.js'
import { pixelShape } from '../task.js'
import {
  isDense,
  type MapShape,
  type PlannedConvolution,
  type PlannedInput,
  type PlannedOperation,
  type QuantizationPlan,
  valuesOf,
} from './plan.js'

/** What a graph of a plan is made with: floats as they are, or what integers stand for. */
export interface Numbers {
  /** What the first layer is fed, [batch, channels, height, width], of raw pixels as a model is fed them. */
  pixels(image: Tensor, operation: PlannedInput): Tensor
  /** @param shape [filters, channels, height, width], or [filters, inputs] */
  kernel(operation: PlannedConvolution, shape: readonly number[]): Tensor
  /** [filters] */
  bias(operation: PlannedConvolution): Tensor
  /** What the next operations see of a result. */
  result(y: Tensor, operation: PlannedOperation): Tensor
  /**
   * Whether `result` comes after the max pool of a convolution instead of before it. The values are the same, but for a derivative it matters: of values that
   * were rounded, many are the largest. Defaults to false.
   */
  readonly resultAfterPool?: boolean
}

/**
 * The results of all operations of a plan, by their names: [batch, channels, height, width] each.
 *
 * @param image raw pixels. Defaults to what is fed as `image`.
 */
export function planGraph(
  { task, operations }: QuantizationPlan,
  numbers: Numbers,
  image = input('image', 'uint8', ['batch', ...pixelShape(task)]),
): Map<string, Tensor> {
  const shapes = new Map(operations.map(({ name, shape }) => [name, shape]))
  const results = new Map<string, Tensor>()
  for (const operation of operations) {
    const xs = operation.inputs.map(name => results.get(name)!)
    const y =
      operation.kind === 'input'
        ? numbers.pixels(image, operation)
        : compute(
            operation,
            xs,
            operation.inputs.map(name => shapes.get(name)!),
            numbers,
          )
    results.set(operation.name, y)
  }
  return results
}

function compute(
  operation: Exclude<PlannedOperation, PlannedInput>,
  xs: readonly Tensor[],
  shapes: readonly MapShape[],
  numbers: Numbers,
): Tensor {
  const [x] = xs as [Tensor]
  const result = (y: Tensor) => numbers.result(y, operation)
  const rectified = (y: Tensor) => ('relu' in operation && operation.relu ? relu(y) : y)
  switch (operation.kind) {
    case 'convolution':
      return convolution(operation, x, shapes[0]!, numbers)
    case 'maxPool':
      return result(maxPool2d(x, poolOptions(operation.window)))
    case 'averagePool':
      return result(averagePool2d(x, poolOptions(operation.window)))
    case 'globalAverage':
      return result(reshape(globalMean(x), ['batch', ...operation.shape]))
    case 'add':
      return result(rectified(xs.reduce((sum, other) => add(sum, other))))
    case 'multiply':
      return result(rectified(multiply(x, xs[1]!)))
    case 'activation':
      return result(activationFunction(operation.function)(x))
    case 'concatenate':
      return result(concatenate(xs, 1))
    case 'pad': {
      const [top, left, bottom, right] = operation.pads
      return result(pad(x, [0, 0, top, left], [0, 0, bottom, right]))
    }
    case 'crop': {
      const [, height, width] = operation.shape
      return result(
        slice(x, [
          { axis: 2, start: operation.top, end: operation.top + height },
          { axis: 3, start: operation.left, end: operation.left + width },
        ]),
      )
    }
    case 'reorder':
      return result(reshape(x, ['batch', ...operation.shape]))
  }
}

function convolution(operation: PlannedConvolution, x: Tensor, shape: MapShape, numbers: Numbers): Tensor {
  const { depthwise, window, pool, signs, relu: isRectified, shape: outputShape } = operation
  const [filters] = outputShape
  const bias = numbers.bias(operation)
  if (isDense(operation, shape)) {
    const kernel = numbers.kernel(operation, [filters, valuesOf(shape)])
    const product = gemm(reshape(x, ['batch', valuesOf(shape)]), kernel, { transposeB: true, bias })
    return numbers.result(reshape(isRectified ? relu(product) : product, ['batch', ...outputShape]), operation)
  }
  const channels = depthwise ? 1 : shape[0]
  const kernel = numbers.kernel(operation, [filters, channels, ...window.size])
  const options = { strides: window.strides, pads: window.pads, bias }
  const y = (depthwise ? depthwiseConv2d : conv2d)(x, kernel, options)
  if (!pool) return numbers.result(isRectified ? relu(y) : y, operation)
  const pooled = (y: Tensor) => maxPool2d(y, poolOptions(pool))
  const isPositive = signs?.every(sign => sign > 0) ?? true
  if (isPositive && numbers.resultAfterPool) return numbers.result(pooled(isRectified ? relu(y) : y), operation)
  if (isPositive)
    // A maximum of quantized values is the quantized maximum, and engines compute both in integers.
    return numbers.result(pooled(numbers.result(isRectified ? relu(y) : y, operation)), operation)
  const signed = multiply(pooled(y), constant(Float32Array.from(signs!), [1, filters, 1, 1]))
  return numbers.result(isRectified ? relu(signed) : signed, operation)
}

const poolOptions = ({ size, strides, pads }: NonNullable<PlannedConvolution['pool']>) => ({
  poolSize: size,
  strides,
  pads,
})
