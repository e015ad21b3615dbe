import type { GraphInput } from '../graph/onnx.js'
import type { Network } from '../layers/network.js'
import { randomStream } from '../random.js'
import type { Program, Runtime, Value } from '../runtime/runtime.js'
import { type Batch, batchLength, type ExampleArray, gather } from './examples.js'
import { BATCH_FRACTION, buildGradientModel, gradientOf, LOSS_SCALE, SAMPLE_WEIGHTS, targetName } from './graphs.js'
import { addSums, measureMemory, noSums, type Sums } from './measures.js'
import type { Objective } from './objective.js'
import { emptyParameters, type Parameters, parameterValues, size } from './parameters.js'
import { settled } from './settled.js'
import { type Stage, wholeStage } from './stage.js'

export interface Replicas {
  /** The gradients of each replica, which add up to those of the batch. */
  readonly gradients: readonly Parameters[]
  /**
   * Copies a batch to where the replicas will read it, and draws its noise; the step before may still be running.
   *
   * @param noise path of the random streams of this step
   * @param strength of augmentation, in [0, 1]. Defaults to 1.
   */
  load(batch: Batch, noise: readonly (string | number)[], strength?: number): void
  /**
   * Computes the gradients of the batch loaded last; what loss and metrics found is summed over it.
   *
   * @param stage one of the stages. Defaults to the only one.
   */
  run(stage?: Stage): Promise<Sums>
  dispose(): Promise<void>
}

export interface ReplicaOptions extends Objective {
  readonly runtime: Runtime
  readonly network: Network
  /** Read at every step, from memory that all replicas see. */
  readonly parameters: Parameters
  /** The maximum batch size. */
  readonly batchSize: number
  /** How many replicas work at the same time; the batch is divided among them. */
  readonly count: number
  /** What steps compute. Defaults to steps that compute everything. */
  readonly stages?: readonly Stage[]
  readonly seed: number
}

/**
 * Data-parallel gradients: the batch is split among replicas of the gradient graph, each with one thread of its own, all
 * reading the same weights in shared memory. There are two slots for a batch, so that one is filled while the other is in use.
 */
export async function createReplicas(options: ReplicaOptions): Promise<Replicas> {
  const { runtime, network, batchSize, count, stages = [wholeStage] } = options
  const programs: Program[] = []
  const dispose = async () => {
    await settled(programs.map(program => program.dispose()))
  }
  /** The graph of a stage, for each replica. */
  async function compile(stage: Stage): Promise<StagePrograms> {
    const { model, inputs } = buildGradientModel(network, options, stage)
    const made = count === 1 ? [await runtime.compile(model, { threads: 1 })] : await runtime.replicate(model, count)
    programs.push(...made)
    return { stage, inputs, programs: made }
  }
  const capacity = Math.ceil(batchSize / count)
  let replicas: readonly Replica[]
  try {
    const compiled = await settled(stages.map(compile))
    replicas = Array.from({ length: count }, (_, index) => createReplica(compiled, index, capacity, options))
  } catch (error) {
    await dispose() // there may be no memory for what they read
    throw error
  }
  let loading = 0
  let loaded: { slot: number; counts: number[] } | undefined

  return {
    gradients: replicas.map(({ gradients }) => gradients),
    load(batch, noise, strength = 1) {
      const length = batchLength(batch)
      const bounds = Array.from({ length: count + 1 }, (_, i) => Math.floor((i * length) / count))
      const counts = replicas.map((_, i) => bounds[i + 1]! - bounds[i]!)
      for (const [i, replica] of replicas.entries())
        replica.load(loading, batch, { start: bounds[i]!, count: counts[i]!, noise: [...noise, bounds[i]!], strength })
      loaded = { slot: loading, counts }
      loading = 1 - loading
    },
    async run(stage = stages[0]!) {
      const { slot, counts } = loaded!
      await Promise.all(replicas.map((replica, i) => replica.run(stage, slot, counts[i]!)))
      return replicas.map(replica => replica.measured()).reduce(addSums, noSums)
    },
    dispose,
  }
}

/** What a replica takes of a batch. */
interface Part {
  readonly start: number
  readonly count: number
  readonly noise: readonly (string | number)[]
  readonly strength: number
}

interface Replica {
  readonly gradients: Parameters
  measured(): Sums
  load(slot: number, batch: Batch, part: Part): void
  run(stage: Stage, slot: number, count: number): Promise<void>
}

/** What computes a stage: a program for each replica. */
interface StagePrograms {
  readonly stage: Stage
  readonly inputs: readonly GraphInput[]
  readonly programs: readonly Program[]
}

function createReplica(
  compiled: readonly StagePrograms[],
  index: number,
  capacity: number,
  options: ReplicaOptions,
): Replica {
  const { runtime, network, loss, parameters, seed } = options
  const fixed = parameterValues(network, parameters)
  const inputs = new Map(compiled.flatMap(({ inputs }) => inputs.map(input => [input.name, input])))
  const fed = [...inputs.values()].filter(({ name }) => !Object.hasOwn(fixed, name))
  const slots = [0, 1].map(() => createSlot(fed, capacity, runtime))
  const arrays = [
    ...network.inputs.map(({ name, shape }) => ({
      name,
      perExample: size(shape),
      of: ({ inputs }: Batch) => inputs[name]!,
    })),
    ...loss.targets(network.outputs).map(({ name, shape }) => ({
      name: targetName(name),
      perExample: size(shape),
      of: ({ targets }: Batch) => targets[name]!,
    })),
  ].filter(({ name }) => fed.some(input => input.name === name))
  const gradients = emptyParameters(network, length => runtime.allocate(length))
  const measures = measureMemory(options, runtime)
  const gradientValues = parameterValues(network, gradients)
  const runs = new Map<string, () => Promise<void>>()
  const bind = ({ stage, inputs, programs }: StagePrograms, slot: number, count: number) =>
    programs[index]!.bind(
      Object.fromEntries(inputs.map(({ name }) => [name, fixed[name] ?? slots[slot]!.value(name, count)])),
      {
        ...measures.fetches,
        ...Object.fromEntries(
          Object.entries(gradientValues).flatMap(([name, value]) =>
            stage.frozen.includes(name) ? [] : [[gradientOf(name), value]],
          ),
        ),
      },
    )

  return {
    gradients,
    measured: measures.read,
    load(slot, batch, { start, count, noise, strength }) {
      const { value } = slots[slot]!
      const batchSize = batchLength(batch)
      for (const { name, perExample, of } of arrays)
        gather(of(batch), perExample, batch, start, value(name, count).data as ExampleArray)
      const weights = value(SAMPLE_WEIGHTS, count).data as Float32Array
      if (batch.sampleWeights) gather(batch.sampleWeights, 1, batch, start, weights)
      else weights.fill(1)
      for (const { name, draw } of fed) {
        const data = value(name, count).data as Float32Array | Uint8Array
        if (name === LOSS_SCALE) data[0] = 1 / batchSize
        else if (name === BATCH_FRACTION) data[0] = count / batchSize
        else draw?.(data, randomStream(seed, name, ...noise), strength)
      }
    },
    async run(stage, slot, count) {
      for (const name of stage.frozen) gradientValues[name]!.data.fill(0 as never)
      if (count === 0) {
        // A last batch smaller than the number of replicas leaves some without work.
        for (const values of [gradients.trained, gradients.statistics]) values.fill(0)
        measures.clear()
        return
      }
      const of = compiled.findIndex(candidate => candidate.stage === stage)
      const key = `${of}/${slot}/${count}`
      const run = runs.get(key) ?? bind(compiled[of]!, slot, count)
      runs.set(key, run)
      await run()
    },
  }
}

/** Memory for what a replica is fed at each step, with room for `capacity` examples. */
function createSlot(fed: readonly GraphInput[], capacity: number, runtime: Runtime) {
  const memory = new Map(
    fed.map(({ name, dtype, shape }) => {
      const perBatch = shape[0] === 'batch'
      const perExample = size((perBatch ? shape.slice(1) : shape) as number[])
      const length = (perBatch ? capacity : 1) * perExample
      const data =
        dtype === 'uint8' ? new Uint8Array(runtime.allocate(length)) : new Float32Array(runtime.allocate(length * 4))
      return [name, { data, shape, perBatch, perExample }]
    }),
  )
  return {
    /** The memory of an input, for as many examples. */
    value(name: string, count: number): Value {
      const { data, shape, perBatch, perExample } = memory.get(name)!
      if (!perBatch) return { data, shape: shape as number[] }
      return { data: data.subarray(0, count * perExample), shape: [count, ...(shape.slice(1) as number[])] }
    },
  }
}
