import type { Network } from '../../src/layers/network.js'
import type { Model } from '../../src/model/model.js'
import { modelFrom } from '../../src/model/modelFrom.js'
import { randomStream } from '../../src/random.js'
import type { Runtime } from '../../src/runtime/runtime.js'
import { NO_CLASS } from '../../src/task.js'
import type { Batch } from '../../src/training/examples.js'
import { fit } from '../../src/training/fit.js'
import { binaryCrossentropy } from '../../src/training/losses/binaryCrossentropy.js'
import { categoricalCrossentropy, sparseCategoricalCrossentropy } from '../../src/training/losses/crossentropy.js'
import type { Loss } from '../../src/training/losses/loss.js'
import { positionCrossentropy } from '../../src/training/losses/positionCrossentropy.js'
import { huber, meanAbsoluteError, meanSquaredError } from '../../src/training/losses/regression.js'
import { weightedSum } from '../../src/training/losses/weightedSum.js'
import { type OptimizerConfig, optimizerFrom } from '../../src/training/optimizers.js'
import { emptyParameters, type Parameters, parameterValues, size } from '../../src/training/parameters.js'
import { scheduleFrom } from '../../src/training/schedules.js'
import { initialState } from '../../src/training/state.js'
import type { LossConfig, TriedNet } from './nets.js'

// The trainings that PyTorch repeats: first weights and batches are whole numbers divided by powers of two, so that both have the same.

export const STEPS = 3
export const BATCH = 8

const builders = {
  sparseCategoricalCrossentropy,
  categoricalCrossentropy,
  binaryCrossentropy,
  positionCrossentropy,
  meanSquaredError,
  meanAbsoluteError,
  huber,
}

export const lossKinds = [...Object.keys(builders), 'weightedSum']

export function lossFrom({ kind, parts, ...options }: LossConfig): Loss {
  if (kind === 'weightedSum') return weightedSum(parts!.map(({ loss, weight }) => ({ loss: lossFrom(loss), weight })))
  return builders[kind as keyof typeof builders](options)
}

/** What a net is trained on: the first weights and the batch of each step. */
export interface Material {
  readonly network: Model
  readonly parameters: Parameters
  readonly batches: readonly Batch[]
}

export function materialOf({ name, seed, model, loss, sampleWeights = false }: TriedNet): Material {
  const network = modelFrom(model)
  const specs = { inputs: network.inputs, targets: lossFrom(loss).targets(network.outputs) }
  const classes = network.outputs.at(-1)!.shape[0]!
  const batches = Array.from({ length: STEPS }, (_, step): Batch => {
    const random = (...path: string[]) => randomStream(seed, 'agreement', name, step, ...path)
    const draw = (count: number, next: () => number) => Array.from({ length: count }, next)
    const inputs = specs.inputs.map(({ name, shape }) => {
      const { integer } = random('input', name)
      return [name, Float32Array.from(draw(BATCH * size(shape), () => (integer(256) - 64) / 128))] as const
    })
    const targets = specs.targets.map(({ name, shape, dtype }) => {
      const { integer } = random('target', name)
      const count = BATCH * size(shape)
      // A label in six is of none of the classes.
      const label = () => (integer(6) === 0 ? NO_CLASS : integer(classes))
      if (dtype === 'uint8') return [name, Uint8Array.from(draw(count, label))] as const
      return [name, Float32Array.from(draw(count, () => integer(65) / 64))] as const
    })
    const { integer } = random('sampleWeights')
    return {
      count: BATCH,
      inputs: Object.fromEntries(inputs),
      targets: Object.fromEntries(targets),
      ...(sampleWeights && { sampleWeights: Float32Array.from(draw(BATCH, () => integer(9) / 4)) }),
    }
  })
  return { network, parameters: firstParameters(network, seed, name), batches }
}

/** Weights about as large as an initializer would draw them; biases, too. */
function firstParameters(network: Network, seed: number, net: string): Parameters {
  const parameters = emptyParameters(network)
  const values = parameterValues(network, parameters)
  for (const { name, initializer, fanIn = 16 } of network.weights) {
    const { integer } = randomStream(seed, 'agreement', net, 'weight', name)
    const spread = 2 ** Math.round(Math.log2(fanIn) / 2)
    const data = values[name]!.data as Float32Array
    for (let i = 0; i < data.length; i++)
      data[i] = (initializer === 'ones' ? 1 : 0) + (integer(1024) - 511.5) / (512 * spread)
  }
  return parameters
}

/** Trains as `fit` does, one step in each epoch, so that the history holds the loss of every step. */
export async function train(
  runtime: Runtime,
  { loss, seed }: TriedNet,
  { network, parameters, batches }: Material,
  config: OptimizerConfig,
): Promise<{ readonly losses: readonly number[]; readonly parameters: Parameters }> {
  const optimizer = optimizerFrom(config)
  const { state } = await fit<never>(
    network,
    { stepsPerEpoch: 1, batch: epoch => batches[epoch]! },
    {
      runtime,
      loss: lossFrom(loss),
      optimizer,
      schedule: scheduleFrom({ kind: 'constant' }),
      epochs: STEPS,
      batchSize: BATCH,
      seed,
      threads: 1,
      resume: { ...initialState<never>(network, optimizer, seed), parameters },
    },
  )
  return { losses: state.history.map(({ trainLoss }) => trainLoss), parameters: state.parameters }
}
