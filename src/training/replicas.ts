import type { GraphInput } from '../graph/onnx.js'
import type { Network } from '../layers/network.js'
import { randomStream } from '../random.js'
import type { Program, Runtime, Value, Values } from '../runtime/runtime.js'
import { gather, type LabelledImages, PIXELS } from './batches.js'
import { gradientOf, type Objective, printGradientGraph } from './graphs.js'
import { emptyParameters, type Parameters, parameterValues, size } from './parameters.js'

/** What one step learned about its batch, summed over the images. */
export interface StepResult {
  readonly loss: number
  readonly correct: number
}

export interface Replicas {
  /** The gradients of each replica, which add up to those of the batch. */
  readonly gradients: readonly Parameters[]
  /** Copies a batch to where the replicas will read it, and draws its noise; the step before may still be running. The strength of augmentation is 1 unless told. */
  load(source: LabelledImages, indices: Uint32Array, noise: readonly (string | number)[], strength?: number): void
  /** Computes the gradients of the batch loaded last. */
  run(): Promise<StepResult>
  dispose(): Promise<void>
}

export interface ReplicaOptions extends Objective {
  readonly runtime: Runtime
  readonly network: Network
  /** Read at every step, from memory that all replicas see. */
  readonly parameters: Parameters
  readonly batchSize: number
  /** How many replicas work at the same time; the batch is divided among them. */
  readonly count: number
  readonly seed: number
}

/**
 * Data-parallel gradients: the batch is split among replicas of the gradient graph, each with one thread of its own, all
 * reading the same weights in shared memory. There are two places for a batch, so that one is filled while the other is in use.
 */
export async function createReplicas(options: ReplicaOptions): Promise<Replicas> {
  const { runtime, network, batchSize, count } = options
  const { model, inputs } = printGradientGraph(network, options)
  const programs = count === 1 ? [await runtime.compile(model, { threads: 1 })] : await runtime.replicate(model, count)
  const most = Math.ceil(batchSize / count)
  const replicas = programs.map(program => createReplica(program, inputs, most, options))
  let loading = 0
  let loaded: { place: number; shares: number[] } | undefined

  return {
    gradients: replicas.map(({ gradients }) => gradients),
    load(source, indices, noise, strength = 1) {
      const shares = replicas.map(
        (_, i) => Math.floor(((i + 1) * indices.length) / count) - Math.floor((i * indices.length) / count),
      )
      let start = 0
      for (const [i, replica] of replicas.entries()) {
        const part = indices.subarray(start, start + shares[i]!)
        replica.load(loading, source, part, indices.length, [...noise, start], strength)
        start += shares[i]!
      }
      loaded = { place: loading, shares }
      loading = 1 - loading
    },
    async run() {
      const { place, shares } = loaded!
      await Promise.all(replicas.map((replica, i) => replica.run(place, shares[i]!)))
      const total = (pick: (replica: Replica) => number) => replicas.reduce((sum, replica) => sum + pick(replica), 0)
      return { loss: total(({ loss }) => loss[0]!), correct: total(({ correct }) => correct[0]!) }
    },
    async dispose() {
      await Promise.all(programs.map(program => program.dispose()))
    },
  }
}

interface Replica {
  readonly gradients: Parameters
  readonly loss: Float32Array
  readonly correct: Float32Array
  load(
    place: number,
    source: LabelledImages,
    indices: Uint32Array,
    whole: number,
    noise: (string | number)[],
    strength: number,
  ): void
  run(place: number, images: number): Promise<void>
}

function createReplica(
  program: Program,
  inputs: readonly GraphInput[],
  most: number,
  options: ReplicaOptions,
): Replica {
  const { runtime, network, parameters, seed } = options
  const bytes = (length: number) => new Uint8Array(runtime.allocate(length))
  const floats = (length: number) => new Float32Array(runtime.allocate(length * 4))
  const perExample = (shape: GraphInput['shape']) => size(shape.slice(1) as number[])
  const noises = inputs.filter(({ draw }) => draw)
  const places = [0, 1].map(() => ({
    images: bytes(most * PIXELS),
    labels: bytes(most),
    share: floats(1),
    weight: floats(1),
    noises: noises.map(({ dtype, shape }) => (dtype === 'uint8' ? bytes : floats)(most * perExample(shape))),
  }))
  const gradients = emptyParameters(network, length => runtime.allocate(length))
  const [loss, correct] = [floats(1), floats(1)]
  const fetches: Values = {
    loss: { data: loss, shape: [] },
    correct: { data: correct, shape: [] },
    ...Object.fromEntries(
      Object.entries(parameterValues(network, gradients)).map(([name, value]) => [gradientOf(name), value]),
    ),
  }
  const runs = new Map<string, () => Promise<void>>()

  function bind(place: number, images: number): () => Promise<void> {
    const memory = places[place]!
    const available: Record<string, Value> = {
      ...parameterValues(network, parameters),
      image: { data: memory.images.subarray(0, images * PIXELS), shape: [images, 28, 28] },
      label: { data: memory.labels.subarray(0, images), shape: [images] },
      share: { data: memory.share, shape: [] },
      weight: { data: memory.weight, shape: [] },
    }
    for (const [i, { name, shape }] of noises.entries())
      available[name] = {
        data: memory.noises[i]!.subarray(0, images * perExample(shape)),
        shape: [images, ...(shape.slice(1) as number[])],
      }
    return program.bind(Object.fromEntries(inputs.map(({ name }) => [name, available[name]!])), fetches)
  }

  return {
    gradients,
    loss,
    correct,
    load(place, source, indices, whole, noise, strength) {
      const memory = places[place]!
      gather(source, indices, memory)
      memory.share[0] = 1 / whole
      memory.weight[0] = indices.length / whole
      for (const [i, { name, shape, draw }] of noises.entries())
        draw!(
          memory.noises[i]!.subarray(0, indices.length * perExample(shape)),
          randomStream(seed, name, ...noise),
          strength,
        )
    },
    async run(place, images) {
      if (images === 0) {
        // A last batch smaller than the number of replicas leaves some without work.
        for (const values of [gradients.trained, gradients.statistics, loss, correct]) values.fill(0)
        return
      }
      const key = `${place}/${images}`
      const run = runs.get(key) ?? bind(place, images)
      runs.set(key, run)
      await run()
    },
  }
}
