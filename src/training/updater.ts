import type { Network } from '../layers/network.js'
import type { Runtime, Value } from '../runtime/runtime.js'
import { printUpdateGraph, slotName } from './graphs.js'
import type { Optimizer } from './optimizers.js'
import { type Parameters, parameterCounts } from './parameters.js'

export interface Updater {
  /** Moves the weights, in place, by what the replicas found. */
  update(iteration: number, learningRate: number): Promise<void>
  dispose(): Promise<void>
}

/**
 * Compiles the optimizer's graph over memory that stays where it is. Every result is written over its own old value:
 * each is the last to read it.
 */
export async function createUpdater(options: {
  readonly runtime: Runtime
  readonly network: Network
  readonly optimizer: Optimizer
  readonly parameters: Parameters
  readonly slots: Readonly<Record<string, Float32Array>>
  readonly gradients: readonly Parameters[]
}): Promise<Updater> {
  const { runtime, network, optimizer, parameters, slots, gradients } = options
  const counts = parameterCounts(network)
  const { model, inputs } = printUpdateGraph(optimizer, { ...counts, replicas: gradients.length })
  // One thread: a pool of more would still be spinning when the replicas want the cores back.
  const program = await runtime.compile(model, { threads: 1 })
  const vector = (data: Float32Array): Value => ({ data, shape: [data.length] })
  const scalars = Object.fromEntries(Object.keys(optimizer.scalars(1, 1)).map(name => [name, new Float32Array(1)]))
  const available: Record<string, Value> = {
    weights: vector(parameters.trained),
    ...Object.fromEntries(gradients.map(({ trained }, i) => [`gradients:${i}`, vector(trained)])),
    ...Object.fromEntries(gradients.map(({ statistics }, i) => [`statistics:${i}`, vector(statistics)])),
    ...Object.fromEntries(Object.entries(slots).map(([slot, data]) => [slotName(slot), vector(data)])),
    ...Object.fromEntries(Object.entries(scalars).map(([name, data]) => [name, { data, shape: [] }])),
  }
  const run = program.bind(Object.fromEntries(inputs.map(({ name }) => [name, available[name]!])), {
    newWeights: vector(parameters.trained),
    ...Object.fromEntries(Object.entries(slots).map(([slot, data]) => [`new:${slotName(slot)}`, vector(data)])),
    ...(counts.statistics > 0 && { newStatistics: vector(parameters.statistics) }),
  })
  return {
    async update(iteration, learningRate) {
      for (const [name, value] of Object.entries(optimizer.scalars(iteration, learningRate))) scalars[name]![0] = value
      await run()
    },
    dispose: () => program.dispose(),
  }
}
