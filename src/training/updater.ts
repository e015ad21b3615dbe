import type { GraphInput } from '../graph/onnx.js'
import type { Program, Runtime, Value } from '../runtime/runtime.js'
import { printUpdateGraph, slotName } from './graphs.js'
import type { Optimizer } from './optimizers.js'
import type { Parameters } from './parameters.js'

export interface Updater {
  /** Moves the weights, in place, by what the replicas found. */
  update(iteration: number, learningRate: number): Promise<void>
  dispose(): Promise<void>
}

export interface UpdaterOptions {
  readonly runtime: Runtime
  readonly optimizer: Optimizer
  /** Changed at every update. These and all that follow lie in memory that every thread sees. */
  readonly parameters: Parameters
  readonly slots: Readonly<Record<string, Float32Array>>
  /** One for each replica; the weights are divided among as many threads. */
  readonly gradients: readonly Parameters[]
}

/**
 * Compiles the optimizer's graph, for each thread over its part of the weights. Every result is written over its own old
 * value: each is the last to read it.
 */
export async function createUpdater(options: UpdaterOptions): Promise<Updater> {
  const { runtime, optimizer, parameters, gradients } = options
  const { model, inputs } = printUpdateGraph(optimizer, { replicas: gradients.length })
  const { length } = parameters.trained
  const count = Math.min(gradients.length, length)
  const programs = count === 1 ? [await runtime.compile(model, { threads: 1 })] : await runtime.replicate(model, count)
  const scalars = Object.fromEntries(
    Object.keys(optimizer.scalars(1, 1)).map(name => [name, new Float32Array(runtime.allocate(4))]),
  )
  const parts = programs.map((program, i) => {
    const [start, end] = [i, i + 1].map(part => boundary(part, count, length)) as [number, number]
    return bindPart(program, inputs, options, scalars, start, end)
  })
  return {
    async update(iteration, learningRate) {
      for (const [name, value] of Object.entries(optimizer.scalars(iteration, learningRate))) scalars[name]![0] = value
      // Each replica has weighted its statistics by its share of the batch.
      parameters.statistics.fill(0)
      for (const { statistics } of gradients)
        for (let i = 0; i < statistics.length; i++) parameters.statistics[i]! += statistics[i]!
      await Promise.all(parts.map(run => run()))
    },
    async dispose() {
      await Promise.all(programs.map(program => program.dispose()))
    },
  }
}

/** Where a part begins: at whole lines of the processor's cache, since memory off the lines is copied several times slower. */
function boundary(part: number, count: number, length: number): number {
  const [line, even] = [16, (part * length) / count]
  return part === count ? length : Math.floor(even / line) * line
}

function bindPart(
  program: Program,
  inputs: readonly GraphInput[],
  { parameters, slots, gradients }: UpdaterOptions,
  scalars: Readonly<Record<string, Float32Array>>,
  start: number,
  end: number,
): () => Promise<void> {
  const part = (data: Float32Array): Value => ({ data: data.subarray(start, end), shape: [end - start] })
  const named = (name: (slot: string) => string) =>
    Object.fromEntries(Object.entries(slots).map(([slot, data]) => [name(slot), part(data)]))
  const available: Record<string, Value> = {
    weights: part(parameters.trained),
    ...Object.fromEntries(gradients.map(({ trained }, i) => [`gradients:${i}`, part(trained)])),
    ...named(slotName),
    ...Object.fromEntries(Object.entries(scalars).map(([name, data]) => [name, { data, shape: [] }])),
  }
  const feeds = Object.fromEntries(inputs.map(({ name }) => [name, available[name]!]))
  return program.bind(feeds, { newWeights: part(parameters.trained), ...named(slot => `new:${slotName(slot)}`) })
}
