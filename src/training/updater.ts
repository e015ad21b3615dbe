import type { GraphInput } from '../graph/onnx.js'
import type { NamedWeight } from '../layers/network.js'
import type { BoundRun, Program, Runtime, Value, Values } from '../runtime/runtime.js'
import { clearFaded, clearsFaded } from './faded.js'
import { buildNormModel, buildUpdateModel, slotName } from './graphs.js'
import type { Optimizer } from './optimizers.js'
import { type Parameters, type PlacedParameter, placedParameters } from './parameters.js'
import { settled } from './settled.js'

export interface Updater {
  /**
   * Moves the weights, in place, by what the replicas found.
   *
   * @param frozen names of weights that stay as they are. Defaults to none.
   */
  update(iteration: number, learningRate: number, frozen?: readonly string[]): Promise<void>
  dispose(): Promise<void>
}

export interface UpdaterOptions {
  readonly runtime: Runtime
  readonly optimizer: Optimizer
  /** Of the network. */
  readonly weights: readonly NamedWeight[]
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
  const { runtime, optimizer, weights, parameters, slots, gradients } = options
  const { globalClipNorm } = optimizer.config
  const replicas = gradients.length
  const { length } = parameters.trained
  const count = optimizer.needsWholeVector ? 1 : Math.min(replicas, length)
  const placed = placedParameters(weights)
  const programs: Program[] = []
  const compile = async (model: Uint8Array) => {
    const made = count === 1 ? [await runtime.compile(model, { threads: 1 })] : await runtime.replicate(model, count)
    programs.push(...made)
    return made
  }
  const dispose = async () => {
    await settled(programs.map(program => program.dispose()))
  }
  const scalars = Object.fromEntries(
    [...optimizer.scalarNames, 'gradientScale'].map(name => [name, new Float32Array(runtime.allocate(4))]),
  )
  const feeds = { ...options, scalars, decayMask: decayMask(runtime, optimizer, placed, length) }
  const bounds = Array.from({ length: count + 1 }, (_, part) => boundary(part, count, length))
  try {
    const { model, inputs } = buildUpdateModel(optimizer, { replicas, parameters: placed })
    const parts = (await compile(model)).map((program, i) =>
      bindPart(program, inputs, feeds, bounds[i]!, bounds[i + 1]!),
    )
    const norms = globalClipNorm === undefined ? [] : await bindNorms(compile, feeds, bounds)

    /** Whether weights or slots were changed here since the last update. */
    let changed = false

    /** What the gradient is to be multiplied by, so that its norm is at most the bound. */
    async function gradientScale(bound: number): Promise<number> {
      const squares = await Promise.all(norms.map(norm => norm()))
      return Math.min(1, bound / Math.sqrt(squares.reduce((total, square) => total + square, 0)))
    }
    return {
      async update(iteration, learningRate, frozen = []) {
        const numbers = optimizer.scalars(iteration, learningRate)
        for (const name of optimizer.scalarNames) scalars[name]![0] = numbers[name]!
        if (globalClipNorm !== undefined) scalars.gradientScale![0] = await gradientScale(globalClipNorm)
        // Each replica has weighted its statistics by its fraction of the batch.
        parameters.statistics.fill(0)
        for (const { statistics } of gradients)
          for (let i = 0; i < statistics.length; i++) parameters.statistics[i]! += statistics[i]!
        // What has no gradient is moved, too: by momentum and decay.
        const kept = placed
          .filter(({ name }) => frozen.includes(name))
          .map(({ start, end }) => ({ start, values: parameters.trained.slice(start, end) }))
        await Promise.all(parts.map(run => run(changed)))
        for (const { start, values } of kept) parameters.trained.set(values, start)
        const clears = clearsFaded(iteration)
        if (clears) for (const vector of [parameters.trained, ...Object.values(slots)]) clearFaded(vector)
        changed = clears || kept.length > 0
      },
      dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

/** Where a part begins: at whole lines of the processor's cache, since memory off the lines is copied several times slower. */
function boundary(part: number, count: number, length: number): number {
  const [line, even] = [16, (part * length) / count]
  return part === count ? length : Math.floor(even / line) * line
}

/** 1 for each weight of a kind that decays, else 0; of no length where all decay, or none. */
function decayMask(
  runtime: Runtime,
  { config }: Optimizer,
  parameters: readonly PlacedParameter[],
  length: number,
): Float32Array {
  const { weightDecayKinds } = config
  const mask = new Float32Array(runtime.allocate(weightDecayKinds ? length * 4 : 0))
  for (const { kind, start, end } of weightDecayKinds ? parameters : [])
    if (weightDecayKinds!.includes(kind)) mask.fill(1, start, end)
  return mask
}

interface Feeds extends UpdaterOptions {
  readonly scalars: Readonly<Record<string, Float32Array>>
  readonly decayMask: Float32Array
}

function bindPart(
  program: Program,
  inputs: readonly GraphInput[],
  { parameters, slots, gradients, scalars, decayMask }: Feeds,
  start: number,
  end: number,
): BoundRun {
  const part = (data: Float32Array): Value => ({ data: data.subarray(start, end), shape: [end - start] })
  const named = (name: (slot: string) => string) =>
    Object.fromEntries(Object.entries(slots).map(([slot, data]) => [name(slot), part(data)]))
  const available: Values = {
    weights: part(parameters.trained),
    decayMask: part(decayMask),
    ...gradientFeeds(gradients, start, end),
    ...named(slotName),
    ...Object.fromEntries(Object.entries(scalars).map(([name, data]) => [name, { data, shape: [] }])),
  }
  const feeds = Object.fromEntries(inputs.map(({ name }) => [name, available[name]!]))
  return program.bind(feeds, { newWeights: part(parameters.trained), ...named(slot => `new:${slotName(slot)}`) })
}

/** For each part of the gradient, what computes the sum of its squares. */
async function bindNorms(
  compile: (model: Uint8Array) => Promise<Program[]>,
  { runtime, gradients }: Feeds,
  bounds: readonly number[],
): Promise<(() => Promise<number>)[]> {
  const programs = await compile(buildNormModel({ replicas: gradients.length }).model)
  return programs.map((program, i) => {
    const square = new Float32Array(runtime.allocate(4))
    const run = program.bind(gradientFeeds(gradients, bounds[i]!, bounds[i + 1]!), {
      squareSum: { data: square, shape: [] },
    })
    return async () => {
      await run()
      return square[0]!
    }
  })
}

function gradientFeeds(gradients: readonly Parameters[], start: number, end: number): Values {
  return Object.fromEntries(
    gradients.map(({ trained }, i) => [`gradients:${i}`, { data: trained.subarray(start, end), shape: [end - start] }]),
  )
}
