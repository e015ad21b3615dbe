import { add, cast, multiply } from '../graph/elementwise.js'
import { reshape } from '../graph/shape.js'
import { constant, type Tensor } from '../graph/tensor.js'
import { planGraph } from './graph.js'
import type { PlannedInput, QuantizationPlan } from './plan.js'

/** What the first layer is fed in floats, [batch, channels, height, width]. */
export function scaledPixels(image: Tensor, { shape, scale, offset }: PlannedInput): Tensor {
  return add(multiply(reshape(cast(image, 'float32'), ['batch', ...shape]), perChannel(scale)), perChannel(offset))
}

/** The results of all operations in floats, by their names, for images fed as `image`. */
export function floatGraph(plan: QuantizationPlan): Map<string, Tensor> {
  return planGraph(plan, {
    pixels: scaledPixels,
    kernel: ({ kernel }, shape) => constant(kernel, shape),
    bias: ({ bias }) => constant(bias, [bias.length]),
    result: y => y,
  })
}

const perChannel = (values: readonly number[]) => constant(Float32Array.from(values), [1, values.length, 1, 1])
