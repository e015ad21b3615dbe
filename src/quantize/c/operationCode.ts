import { channelsLast } from '../channelsLast.js'
import { isDense, type MapShape, type PlannedCropping, valuesOf, type WindowPlan } from '../plan.js'
import type {
  QuantizedConvolution,
  QuantizedGlobalAverage,
  QuantizedOperation,
  QuantizedPooling,
} from '../quantizedModel.js'
import { arrayText, structText } from './text.js'

/** An operation in C. */
export interface OperationCode {
  /** Names of the kernels that it calls. */
  readonly kernels: readonly string[]
  /** Constants. */
  readonly data: readonly string[]
  /** Statements. */
  readonly calls: readonly string[]
}

/** Where an operation stands. */
export interface OperationPlace {
  /** A number to tell its constants from those of others. */
  readonly index: number
  /** Expressions of where the inputs lie, in their order. */
  readonly xs: readonly string[]
  readonly inputShapes: readonly MapShape[]
  /** Expression of where the result belongs. */
  readonly y: string
}

/** What computes an operation. */
export function operationCode(operation: QuantizedOperation, place: OperationPlace): OperationCode {
  const { result, lowest, inputs, planned } = operation
  const { index, xs, y, inputShapes } = place
  const [x] = xs
  const [channels, height, width] = planned.shape
  const count = valuesOf(planned.shape)
  switch (operation.kind) {
    case 'input': {
      const { table } = operation
      const pixels = height * width
      const at = channels === 1 ? 'i' : `i % ${pixels} * ${channels} + i / ${pixels}`
      const value = table ? `pixel_values[i / ${pixels} * 256 + pixels[i]]` : '(int8_t)(pixels[i] - 128)'
      return {
        kernels: [],
        data: table ? [arrayText('int8_t', 'pixel_values', table)] : [],
        calls: [`for (int32_t i = 0; i < ${count}; i++) (${y})[${at}] = ${value};`],
      }
    }
    case 'convolution':
      return convolutionCode(operation, place)
    case 'maxPool':
    case 'averagePool':
      return poolingCode(operation, place)
    case 'globalAverage': {
      const { multipliers, shift } = operation.factors
      const bits = averageBits(operation)
      const place = [operation.planned.pixels, channels, inputs[0]!.zero]
      const numbers = [...place, 2 ** bits, multipliers[0], shift + bits, result.zero]
      return { kernels: ['global_average'], data: [], calls: [`global_average(${x}, ${y}, ${numbers.join(', ')});`] }
    }
    case 'add': {
      const { multipliers, shift } = operation.factors
      const zeros = Int8Array.from(inputs, ({ zero }) => zero)
      return {
        kernels: ['add'],
        data: [arrayText('int8_t', `zeros_${index}`, zeros), arrayText('int32_t', `multipliers_${index}`, multipliers)],
        calls: [
          `const int8_t *const inputs_${index}[${xs.length}] = {${xs.join(', ')}};`,
          `add(inputs_${index}, zeros_${index}, multipliers_${index}, ${xs.length}, ${shift}, ${y}, ${count}, ${result.zero}, ${lowest});`,
        ],
      }
    }
    case 'multiply': {
      const { multipliers, shift } = operation.factors
      const zeros = inputs.map(({ zero }) => zero)
      const numbers = [count, channels, ...zeros, multipliers[0], shift, result.zero, lowest]
      return { kernels: ['multiply'], data: [], calls: [`multiply(${xs.join(', ')}, ${y}, ${numbers.join(', ')});`] }
    }
    case 'activation':
      return {
        kernels: ['activation'],
        data: [arrayText('int8_t', `table_${index}`, operation.table)],
        calls: [`activation(${x}, ${y}, ${count}, table_${index});`],
      }
    case 'concatenate': {
      let start = 0
      const calls = xs.map((x, i) => {
        const own = inputShapes[i]![0]
        start += own
        return `join(${x}, ${y} + ${start - own}, ${height * width}, ${own}, ${channels});`
      })
      return { kernels: ['join'], data: [], calls }
    }
    case 'pad': {
      const [, rows, columns] = inputShapes[0]!
      const { pads } = operation.planned as { pads: WindowPlan['pads'] }
      const [above, before, below, after] = pads.map((side, i) => side * channels * (i % 2 === 0 ? width : 1))
      const numbers = [rows, columns * channels, above, before, after, below, result.zero]
      return { kernels: ['pad'], data: [], calls: [`pad(${x}, ${y}, ${numbers.join(', ')});`] }
    }
    case 'crop': {
      const [, , columns] = inputShapes[0]!
      const { top, left } = operation.planned as PlannedCropping
      const numbers = [height, width * channels, columns * channels]
      const call = `crop(${x} + ${(top * columns + left) * channels}, ${y}, ${numbers.join(', ')});`
      return { kernels: ['crop'], data: [], calls: [call] }
    }
    case 'reorder': {
      const [before, rows, columns] = inputShapes[0]!
      const numbers = [before, rows * columns, channels, height * width]
      return { kernels: ['reorder'], data: [], calls: [`reorder(${x}, ${y}, ${numbers.join(', ')});`] }
    }
  }
}

/**
 * By how many bits the sums of a global average are shifted to the left before they are scaled. Of a few pixels, sums are small and their factor is large: so its shift
 * is as large as that of others, and `rescale` may be the shorter one.
 */
export function averageBits({ planned, factors }: QuantizedGlobalAverage): number {
  return planned.pixels < 2 ** 15 && factors.shift <= 54 ? 8 : 0
}

function convolutionCode(
  operation: QuantizedConvolution,
  { index, xs, y, inputShapes }: OperationPlace,
): OperationCode {
  const { planned, factors, inputs, result, lowest } = operation
  const { depthwise, window, pool, isLogits, shape } = planned
  const [channels, height, width] = inputShapes[0]!
  const [filters, rows, columns] = shape
  const weights = channelsLast(operation.kernel, depthwise ? 1 : channels, window.size[0] * window.size[1])
  const data = [
    arrayText('int8_t', `kernel_${index}`, weights),
    arrayText('int32_t', `bias_${index}`, biasForRawInputs(operation)),
    arrayText('int32_t', `multiplier_${index}`, factors.multipliers),
  ]
  const common = {
    kernel: `kernel_${index}`,
    bias: `bias_${index}`,
    multiplier: `multiplier_${index}`,
    shift: factors.shift,
    ...(!isLogits && { zero: result.zero, lowest }),
  }
  const suffix = isLogits ? '_logits' : ''
  if (isDense(planned, inputShapes[0]!)) {
    const fields = { ...common, inputs: valuesOf(inputShapes[0]!), units: filters }
    return {
      kernels: [`dense${suffix}`],
      data: [...data, structText('dense', `dense_${index}`, fields)],
      calls: [`dense${suffix}(&dense_${index}, ${xs[0]}, ${y});`],
    }
  }
  const isPadded = window.pads.some(side => side > 0)
  const kernel = depthwise
    ? `depthwise${suffix}`
    : `convolve${isPadded ? '_padded' : ''}${pool ? '_pooled' : ''}${suffix}`
  const fields = {
    ...common,
    input_zero: inputs[0]!.zero,
    height,
    width,
    channels,
    rows,
    columns,
    filters,
    ...windowFields('kernel', 'stride', window),
    ...(pool && {
      pool_height: pool.size[0],
      pool_width: pool.size[1],
      pool_stride_y: pool.strides[0],
      pool_stride_x: pool.strides[1],
    }),
  }
  return {
    kernels: [kernel],
    data: [...data, structText('convolution', `convolution_${index}`, fields)],
    calls: [`${kernel}(&convolution_${index}, ${xs[0]}, ${y}${depthwise ? `, ${filters / channels}` : ''});`],
  }
}

/** The bias less what the zero of the input adds to every sum, so that inputs are multiplied as they are. */
function biasForRawInputs({ kernel, bias, inputs }: QuantizedConvolution): Int32Array {
  const size = kernel.length / bias.length
  return bias.map((value, filter) => {
    const sum = kernel.subarray(filter * size, (filter + 1) * size).reduce((total, weight) => total + weight, 0)
    return value - inputs[0]!.zero * sum
  })
}

function poolingCode(
  { kind, planned }: QuantizedPooling,
  { index, xs, y, inputShapes }: OperationPlace,
): OperationCode {
  const [channels, height, width] = inputShapes[0]!
  const [, rows, columns] = planned.shape
  const kernel = kind === 'maxPool' ? 'max_pool' : 'average_pool'
  const fields = { height, width, channels, rows, columns, ...windowFields('pool', 'stride', planned.window) }
  return {
    kernels: [kernel],
    data: [structText('pooling', `pooling_${index}`, fields)],
    calls: [`${kernel}(&pooling_${index}, ${xs[0]}, ${y});`],
  }
}

function windowFields(window: string, stride: string, { size, strides, pads }: WindowPlan) {
  return {
    [`${window}_height`]: size[0],
    [`${window}_width`]: size[1],
    [`${stride}_y`]: strides[0],
    [`${stride}_x`]: strides[1],
    top: pads[0],
    left: pads[1],
  }
}
