import { UsageError } from '../errors.js'
import { imageSize } from '../task.js'
import { channelsFirst, channelsLast } from './channelsLast.js'
import { rescale } from './fixedPoint.js'
import { type MapShape, type PlannedCropping, valuesOf, type WindowPlan } from './plan.js'
import {
  LOGIT_BITS,
  MAX_LOGIT,
  type QuantizedArithmetic,
  type QuantizedConvolution,
  type QuantizedModel,
  type QuantizedOperation,
} from './quantizedModel.js'

/** Computes the logits of one image. */
export type QuantizedPredictor = (pixels: Uint8Array) => Int32Array

/**
 * Computes a quantized model in JavaScript, by the integers that the exported C computes by: the results are the same to the last bit.
 *
 * @param images raw pixels, image after image
 * @returns logits, to base 2 and with `LOGIT_BITS` after the point: [images × classes]
 * @throws {UsageError} if there is a part of an image
 * @example const probabilities = probabilitiesOf(predictQuantized(quantized, images), 10)
 */
export function predictQuantized({ plan, operations }: QuantizedModel, images: Uint8Array): Int32Array {
  const size = imageSize(plan.task)
  if (images.length % size !== 0)
    throw new UsageError(`quantize: expected a multiple of ${size} pixels, received ${images.length}`)
  const [classes, count] = [plan.task.classes.length, images.length / size]
  const steps = operations.map(operation => operationStep(operation, operations))
  const logits = new Int32Array(count * classes)
  for (let index = 0; index < count; index++) {
    const results = new Map<string, Results>([['pixels', images.subarray(index * size, (index + 1) * size)]])
    for (const [at, { planned }] of operations.entries())
      results.set(
        planned.name,
        steps[at]!((planned.kind === 'input' ? ['pixels'] : planned.inputs).map(name => results.get(name)!)),
      )
    logits.set(results.get(operations.at(-1)!.planned.name)!, index * classes)
  }
  return logits
}

/**
 * Probabilities of logits to base 2, as floats.
 *
 * @param logits as `predictQuantized` yields them: [images × classes]
 * @returns [images × classes]
 * @example const probabilities = probabilitiesOf(predictQuantized(quantized, images), 10)
 */
export function probabilitiesOf(logits: Int32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length)
  for (let start = 0; start < logits.length; start += classes) {
    const row = logits.subarray(start, start + classes)
    const largest = row.reduce((most, value) => Math.max(most, value))
    const powers = Float64Array.from(row, value => 2 ** ((value - largest) / 2 ** LOGIT_BITS))
    const sum = powers.reduce((total, value) => total + value, 0)
    for (const [index, power] of powers.entries()) probabilities[start + index] = power / sum
  }
  return probabilities
}

type Results = Uint8Array | Int8Array | Int32Array
/** Results lie in memory as in C: rows, pixels, channels. */
type Step = (xs: readonly Results[]) => Results

function operationStep(operation: QuantizedOperation, all: readonly QuantizedOperation[]): Step {
  const { planned, result, lowest } = operation
  const { shape } = planned
  const [channels, height, width] = shape
  const inputShape = all.find(({ planned: { name } }) => name === planned.inputs[0])?.planned.shape ?? shape
  const size = valuesOf(shape)
  switch (operation.kind) {
    case 'input': {
      const { table } = operation
      return ([pixels]) => {
        const last = channelsLast(pixels as Uint8Array, channels, height * width)
        return Int8Array.from(last, (pixel, i) => (table ? table[(i % channels) * 256 + pixel]! : pixel - 128))
      }
    }
    case 'convolution':
      return convolutionStep(operation, inputShape)
    case 'maxPool':
    case 'averagePool':
      return poolingStep(operation.kind, operation.planned.window, inputShape, shape)
    case 'globalAverage': {
      const { factors, inputs, planned } = operation
      return ([x]) =>
        Int8Array.from({ length: channels }, (_, channel) => {
          let sum = -planned.pixels * inputs[0]!.zero
          for (let i = channel; i < x!.length; i += channels) sum += x![i]!
          return saturate(rescale(sum, factors.multipliers[0]!, factors.shift) + result.zero, lowest)
        })
    }
    case 'add':
      return sumStep(operation, size)
    case 'multiply': {
      const { factors, inputs } = operation
      const [x0, y0] = inputs.map(({ zero }) => zero) as [number, number]
      return ([x, y]) =>
        Int8Array.from({ length: size }, (_, i) => {
          const product = (x![i]! - x0) * (y![i % channels]! - y0)
          return saturate(rescale(product, factors.multipliers[0]!, factors.shift) + result.zero, lowest)
        })
    }
    case 'activation':
      return ([x]) => Int8Array.from(x!, value => operation.table[value + 128]!)
    case 'concatenate': {
      return xs => {
        const joined = new Int8Array(size)
        let start = 0
        for (const x of xs) {
          const own = x.length / (height * width)
          for (const [i, value] of x.entries()) joined[Math.floor(i / own) * channels + start + (i % own)] = value
          start += own
        }
        return joined
      }
    }
    case 'pad': {
      const [, , inputWidth] = inputShape
      const [top, left] = (operation.planned as { pads: WindowPlan['pads'] }).pads
      const row = inputWidth * channels
      return ([x]) => {
        const padded = new Int8Array(size).fill(result.zero)
        for (let start = 0, y = top; start < x!.length; start += row, y++)
          padded.set(x!.subarray(start, start + row), (y * width + left) * channels)
        return padded
      }
    }
    case 'crop': {
      const [, , inputWidth] = inputShape
      const { top, left } = operation.planned as PlannedCropping
      return ([x]) => {
        const cropped = new Int8Array(size)
        for (let y = 0; y < height; y++) {
          const start = ((y + top) * inputWidth + left) * channels
          cropped.set(x!.subarray(start, start + width * channels), y * width * channels)
        }
        return cropped
      }
    }
    case 'reorder':
      return ([x]) => {
        const first = channelsFirst(x as Int8Array, inputShape[0], inputShape[1] * inputShape[2])
        return channelsLast(first, channels, height * width)
      }
  }
}

function convolutionStep(operation: QuantizedConvolution, inputShape: MapShape): Step {
  const { planned, inputs, result, lowest, bias, factors } = operation
  const { depthwise, window, pool, shape, isLogits } = planned
  const [inputChannels, inputHeight, inputWidth] = inputShape
  const [filters, height, width] = shape
  const taken = depthwise ? 1 : inputChannels
  const [kernelHeight, kernelWidth] = window.size
  const kernel = channelsLast(operation.kernel, taken, kernelHeight * kernelWidth)
  const [top, left] = window.pads
  const zero = inputs[0]!.zero
  const perChannel = filters / inputChannels
  const { size: poolSize, strides: poolStrides } = pool ?? { size: [1, 1], strides: [1, 1] }

  /** The sum of the products of a filter with the window at a row and a column. */
  function accumulate(x: Results, filter: number, row: number, column: number): number {
    let sum = bias[filter]!
    const [y0, x0] = [row * window.strides[0] - top, column * window.strides[1] - left]
    const first = depthwise ? Math.floor(filter / perChannel) : 0
    let weight = filter * kernelHeight * kernelWidth * taken
    for (let ky = 0; ky < kernelHeight; ky++)
      for (let kx = 0; kx < kernelWidth; kx++) {
        const [iy, ix] = [y0 + ky, x0 + kx]
        if (iy < 0 || ix < 0 || iy >= inputHeight || ix >= inputWidth) {
          weight += taken
          continue
        }
        let at = (iy * inputWidth + ix) * inputChannels + first
        for (let channel = 0; channel < taken; channel++) sum += kernel[weight++]! * (x[at++]! - zero)
      }
    return sum
  }

  return ([x]) => {
    const results = isLogits ? new Int32Array(valuesOf(shape)) : new Int8Array(valuesOf(shape))
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        for (let filter = 0; filter < filters; filter++) {
          let most = Number.NEGATIVE_INFINITY
          for (let dy = 0; dy < poolSize[0]; dy++)
            for (let dx = 0; dx < poolSize[1]; dx++)
              most = Math.max(most, accumulate(x!, filter, row * poolStrides[0] + dy, column * poolStrides[1] + dx))
          const scaled = rescale(most, factors.multipliers[filter]!, factors.shift)
          const at = (row * width + column) * filters + filter
          results[at] = isLogits ? saturateLogit(scaled) : saturate(scaled + result.zero, lowest)
        }
    return results
  }
}

function poolingStep(
  kind: 'maxPool' | 'averagePool',
  { size, strides, pads }: WindowPlan,
  [channels, inputHeight, inputWidth]: MapShape,
  [, height, width]: MapShape,
): Step {
  return ([x]) => {
    const pooled = new Int8Array(channels * height * width)
    for (let i = 0; i < pooled.length; i++) {
      const [channel, column, row] = [i % channels, Math.floor(i / channels) % width, Math.floor(i / channels / width)]
      let [most, sum, count] = [-128, 0, 0]
      for (let ky = 0; ky < size[0]; ky++)
        for (let kx = 0; kx < size[1]; kx++) {
          const [iy, ix] = [row * strides[0] - pads[0] + ky, column * strides[1] - pads[1] + kx]
          if (iy < 0 || ix < 0 || iy >= inputHeight || ix >= inputWidth) continue
          const value = x![(iy * inputWidth + ix) * channels + channel]!
          most = Math.max(most, value)
          sum += value
          count++
        }
      pooled[i] = kind === 'maxPool' ? most : roundedQuotient(sum, count)
    }
    return pooled
  }
}

function sumStep({ inputs, factors, result, lowest }: QuantizedArithmetic, size: number): Step {
  const { multipliers, shift } = factors
  return xs =>
    Int8Array.from({ length: size }, (_, i) => {
      const sum = xs.reduce((total, x, index) => total + (x[i]! - inputs[index]!.zero) * multipliers[index]!, 0)
      return saturate(Math.floor((sum + 2 ** (shift - 1)) / 2 ** shift) + result.zero, lowest)
    })
}

/** Halves away from zero, as C rounds with integers. */
function roundedQuotient(sum: number, count: number): number {
  return Math.trunc((sum + Math.sign(sum) * Math.floor(count / 2)) / count)
}

const saturate = (value: number, lowest: number) => Math.max(lowest, Math.min(127, value))
const saturateLogit = (value: number) => Math.max(-MAX_LOGIT, Math.min(MAX_LOGIT, value))
