import { UsageError } from '../errors.js'
import { toOnnx } from '../graph/onnx.js'
import { input } from '../graph/tensor.js'
import { type Activation, activationFunction } from '../layers/activations.js'
import type { Model } from '../model/model.js'
import type { Runtime } from '../runtime/runtime.js'
import { imageSize } from '../task.js'
import type { Parameters } from '../training/parameters.js'
import { calibrate } from './calibrate.js'
import { fixedPoint } from './fixedPoint.js'
import type { PlannedInput, PlannedOperation, QuantizationPlan } from './plan.js'
import { planModel } from './planModel.js'
import { quantizeConvolution } from './quantizeConvolution.js'
import type { QuantizedModel, QuantizedOperation } from './quantizedModel.js'
import { isDirect, type ResultScale, scalesOf } from './scales.js'

/** Options of `quantizeModel`. */
export interface QuantizeOptions {
  readonly runtime: Runtime
  /** What the logits are divided by before the softmax. Defaults to 1. */
  readonly temperature?: number
  /** Cores that calibration may use. Defaults to 1. */
  readonly threads?: number
}

/**
 * Quantizes a trained classifier to integers of 8 bits, after training: weights symmetrically, each filter with a scale of its own, and what
 * lies between the layers with a scale and a zero, found on images (Jacob et al. 2018, arXiv 1712.05877).
 *
 * @param network whose layers all have a form in integers
 * @param parameters what `fit` has trained: `state.parameters`
 * @param images for calibration: raw pixels of training images, image after image; 1,000 are enough for MNIST
 * @throws {UsageError} that names the layer which cannot be quantized, or if there is no whole image
 * @example const quantized = await quantizeModel(network, state.parameters, images, { runtime })
 */
export async function quantizeModel(
  network: Model,
  parameters: Parameters,
  images: Uint8Array,
  options: QuantizeOptions,
): Promise<QuantizedModel> {
  const { runtime, temperature = 1, threads = 1 } = options
  const plan = planModel(network, parameters, temperature)
  const size = imageSize(plan.task)
  if (images.length === 0 || images.length % size !== 0)
    throw new UsageError(
      `quantize: expected images of ${size} pixels each to calibrate by, received ${images.length} pixels`,
    )
  return quantizePlan(plan, scalesOf(plan, await calibrate(plan, images, { runtime, threads })), runtime)
}

/** Quantizes what is planned, by scales that are known. */
export async function quantizePlan(
  plan: QuantizationPlan,
  scales: ReadonlyMap<string, ResultScale>,
  runtime: Runtime,
): Promise<QuantizedModel> {
  const operations: QuantizedOperation[] = []
  for (const planned of plan.operations) operations.push(await quantizeOperation(planned, plan, scales, runtime))
  return { plan, operations }
}

async function quantizeOperation(
  planned: PlannedOperation,
  { temperature }: QuantizationPlan,
  scales: ReadonlyMap<string, ResultScale>,
  runtime: Runtime,
): Promise<QuantizedOperation> {
  const [inputs, result] = [planned.inputs.map(name => scales.get(name)!), scales.get(planned.name)!]
  const common = { inputs, result, lowest: 'relu' in planned && planned.relu ? result.zero : -128 }
  const [x] = inputs as [ResultScale]
  switch (planned.kind) {
    case 'input':
      return {
        kind: 'input',
        planned,
        ...common,
        ...(!isDirect(planned, result) && { table: pixelTable(planned, result) }),
      }
    case 'convolution':
      return { kind: 'convolution', planned, ...common, ...quantizeConvolution(planned, x, result, temperature) }
    case 'globalAverage':
      return {
        kind: 'globalAverage',
        planned,
        ...common,
        factors: fixedPoint([x.scale / (result.scale * planned.pixels)]),
      }
    case 'add': {
      // The sum of all inputs must fit into an int32.
      const bits = Math.floor(31 - Math.log2(255 * inputs.length))
      return {
        kind: 'add',
        planned,
        ...common,
        factors: fixedPoint(
          inputs.map(({ scale }) => scale / result.scale),
          bits,
          30,
        ),
      }
    }
    case 'multiply':
      return {
        kind: 'multiply',
        planned,
        ...common,
        factors: fixedPoint([(x.scale * inputs[1]!.scale) / result.scale]),
      }
    case 'activation':
      return {
        kind: 'activation',
        planned,
        ...common,
        table: await activationTable(planned.function, x, result, runtime),
      }
    case 'maxPool':
    case 'averagePool':
      return { kind: planned.kind, planned, ...common }
    case 'concatenate':
    case 'pad':
    case 'crop':
    case 'reorder':
      return { kind: planned.kind, planned, ...common }
  }
}

function pixelTable({ scale, offset }: PlannedInput, result: ResultScale): Int8Array {
  const values = Float64Array.from({ length: 256 * scale.length }, (_, index) => {
    const channel = Math.floor(index / 256)
    return scale[channel]! * (index % 256) + offset[channel]!
  })
  return toInt8(values, result)
}

/** The result of each int8, from -128; the engine computes the function, as it does in training. */
async function activationTable(activation: Activation, x: ResultScale, result: ResultScale, runtime: Runtime) {
  const values = Float32Array.from({ length: 256 }, (_, index) => x.scale * (index - 128 - x.zero))
  const graph = { y: activationFunction(activation)(input('x', 'float32', [256])) }
  const program = await runtime.compile(toOnnx(graph).model, { threads: 1 })
  const { y } = await program.run({ x: { data: values, shape: [256] } })
  await program.dispose()
  return toInt8(y!.data as Float32Array, result)
}

function toInt8(values: ArrayLike<number>, { scale, zero }: ResultScale): Int8Array {
  return Int8Array.from(values, value => Math.max(-128, Math.min(127, Math.round(value / scale) + zero)))
}
