import { UsageError } from '../errors.js'
import type { Model } from '../model/model.js'
import { show } from '../options.js'
import { type Parameters, parameterValues } from '../training/parameters.js'
import { activationOf, layerPlanners } from './layerPlanners.js'
import type { QuantizationPlan } from './plan.js'
import { Planner } from './planner.js'

/**
 * Plans a trained classifier as operations that integers can compute. Batch normalization becomes part of the convolution before it,
 * also through a max pool; a rectifier and a max pool become part of what they follow.
 *
 * @param temperature what the logits are divided by. Defaults to 1.
 * @throws {UsageError} that names the layer which has no form in integers
 * @example planModel(network, state.parameters).operations.map(({ name }) => name)
 */
export function planModel(network: Model, parameters: Parameters, temperature = 1): QuantizationPlan {
  const { task, layers } = network
  if (!task) throw new UsageError('quantize: expected a classifier of images, received a network of something else')
  const values = parameterValues(network, parameters)
  const consumers = consumersOf(network)
  const planner = new Planner()
  const results = new Map<string, string>()
  const conclude = (name: string, result: string) => {
    results.set(name, result)
    if (consumers.get(name)! > 1) planner.share(result)
  }
  conclude(
    'image',
    planner.add({ kind: 'input', name: 'image', inputs: [], shape: task.imageShape, ...pixelScales(network) }),
  )
  const last = lastLayer(network)
  for (const placed of layers) {
    const { name, layer, inputs, sharedWith = name } = placed
    const plan = layerPlanners[layer.kind]
    if (!plan)
      throw new UsageError(
        `${name}: expected a layer that can be quantized, one of ${Object.keys(layerPlanners).join(', ')}, received ${layer.kind}`,
      )
    const weight = (key: string) => values[`${sharedWith}.${key}`]?.data as Float32Array | undefined
    const result = plan(planner, { ...placed, xs: inputs.map(input => results.get(input)!), weight })
    const activation = activationOf(placed)
    if ((activation === 'softmax') !== (name === last))
      throw new UsageError(
        `${name}: expected softmax at the end and nowhere else, to be quantized, received ${show(activation)}`,
      )
    const suffix = result === name ? '.activation' : ''
    conclude(name, activation === 'softmax' ? result : planner.activate(`${name}${suffix}`, result, activation))
  }
  return { task, operations: planner.finish(results.get(last)!), temperature }
}

/** The layer that yields the probabilities. */
function lastLayer({ config, layers }: Model): string {
  const outputs = (config.outputs ?? {}) as Readonly<Record<string, string>>
  return outputs.probabilities ?? layers.at(-1)!.name
}

/** How many layers and outputs take the result of each. */
function consumersOf({ layers, config }: Model): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of [...layers.flatMap(({ inputs }) => inputs), ...Object.values(config.outputs ?? {})])
    counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

/** What preprocessing makes of a pixel: scale · pixel + offset for each channel. */
function pixelScales({ task, config }: Model) {
  const { mean, deviation } = task!
  const preprocessing = config.preprocessing ?? config.inputs?.[0]?.preprocessing
  if (preprocessing === 'normalize') return { scale: mean.map(() => 1 / 255), offset: mean.map(() => 0) }
  return {
    scale: deviation.map(value => 1 / (255 * value)),
    offset: mean.map((value, channel) => -value / deviation[channel]!),
  }
}
