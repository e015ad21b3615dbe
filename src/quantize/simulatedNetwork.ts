import { scale } from '../graph/elementwise.js'
import { fakeQuantize, fakeQuantizeWeights } from '../graph/quantization.js'
import { reshape } from '../graph/shape.js'
import type { Network } from '../layers/network.js'
import type { Values } from '../runtime/runtime.js'
import { pixelShape } from '../task.js'
import { type Parameters, parameterCounts, parameterValues } from '../training/parameters.js'
import { scaledPixels } from './floatGraph.js'
import { planGraph } from './graph.js'
import type { PlannedConvolution, PlannedOperation, QuantizationPlan } from './plan.js'
import { isDirect, keepingScale, type ResultScale } from './scales.js'

/** A plan as a network that is trained, and its weights as the plan has them. */
export interface SimulatedNetwork {
  readonly network: Network
  readonly parameters: Parameters
}

/**
 * A plan as a network from images to logits, divided by the temperature, that computes in floats what integers will stand for: weights and results are rounded,
 * and their derivatives pass as if they were not. Its weights are kernels and biases of the convolutions: normalization is folded into them.
 *
 * @param scales of the results, which stay as they are
 */
export function simulatedNetwork(plan: QuantizationPlan, scales: ReadonlyMap<string, ResultScale>): SimulatedNetwork {
  const { task, operations, temperature } = plan
  const convolutions = operations.filter(operation => operation.kind === 'convolution')
  const network: Network = {
    inputs: [{ name: 'image', shape: pixelShape(task), dtype: 'uint8' }],
    outputs: [{ name: 'logits', shape: [task.classes.length], dtype: 'float32' }],
    weights: convolutions.flatMap(({ name, kernel, bias }) => [
      { ...trained, name: kernelOf(name), shape: [bias.length, kernel.length / bias.length], kind: 'kernel' },
      { ...trained, name: biasOf(name), shape: [bias.length], kind: 'bias' },
    ]),
    apply({ image }, weights) {
      const results = planGraph(
        plan,
        {
          resultAfterPool: true,
          pixels(image, operation) {
            const x = scaledPixels(image, operation)
            const result = scales.get(operation.name)!
            return isDirect(operation, result) ? x : fakeQuantize(x, result)
          },
          kernel: ({ name }, shape) => reshape(fakeQuantizeWeights(weights[kernelOf(name)]!), shape),
          bias: ({ name }) => weights[biasOf(name)]!,
          result: (y, operation) => (isRounded(operation) ? fakeQuantize(y, scales.get(operation.name)!) : y),
        },
        image,
      )
      const logits = reshape(results.get(operations.at(-1)!.name)!, ['batch', task.classes.length])
      return { logits: temperature === 1 ? logits : scale(logits, 1 / temperature) }
    },
  }
  const { trained: length, statistics } = parameterCounts(network)
  const parameters = { trained: new Float32Array(length), statistics: new Float32Array(statistics) }
  const values = parameterValues(network, parameters)
  for (const { name, kernel, bias } of convolutions) {
    const set = (weight: string, data: Float32Array) => (values[weight]!.data as Float32Array).set(data)
    set(kernelOf(name), kernel)
    set(biasOf(name), bias)
  }
  return { network, parameters }
}

/** The plan with other weights, those of its simulated network. */
export function withWeights(plan: QuantizationPlan, values: Values): QuantizationPlan {
  const data = (name: string) => Float32Array.from(values[name]!.data as Float32Array)
  const trainedOf = (operation: PlannedConvolution): PlannedConvolution => ({
    ...operation,
    kernel: data(kernelOf(operation.name)),
    bias: data(biasOf(operation.name)),
  })
  return {
    ...plan,
    operations: plan.operations.map(operation => (operation.kind === 'convolution' ? trainedOf(operation) : operation)),
  }
}

const trained = { initializer: 'zeros', trainable: true } as const

const kernelOf = (name: string) => `${name}.kernel`
const biasOf = (name: string) => `${name}.bias`

/** Whether a result is rounded: not where it only chooses among values that are, nor the logits, which keep 32 bits. */
function isRounded(operation: PlannedOperation): boolean {
  if (operation.kind === 'convolution') return !operation.isLogits
  return operation.kind === 'averagePool' || !keepingScale.has(operation.kind)
}
