import type { Model } from '../../src/model/model.js'
import { randomStream } from '../../src/random.js'
import type { ExampleArray } from '../../src/training/examples.js'
import { buildGradientModel } from '../../src/training/graphs.js'
import { parameterValues } from '../../src/training/parameters.js'
import { type TriedNet, triedNets } from './nets.js'
import { triedOptimizers } from './optimizers.js'
import { BATCH, lossFrom, materialOf, STEPS } from './training.js'

/** All that PyTorch needs to repeat the trainings: nets and optimizers with every default filled in, and the numbers. */
export function describeTask(nets = triedNets) {
  return { steps: STEPS, nets: nets.map(describeNet), optimizers: triedOptimizers }
}

function describeNet(net: TriedNet) {
  const { network, parameters, batches } = materialOf(net)
  const values = parameterValues(network, parameters)
  return {
    name: net.name,
    loss: net.loss,
    inputs: network.inputs.map(({ name, shape }) => ({ name, shape })),
    layers: network.layers.map(({ name, layer, inputs, sharedWith }) => ({
      name,
      kind: layer.kind,
      inputs,
      owner: sharedWith ?? name, // whose weights it has
      config: layer.config,
    })),
    outputs: network.config.outputs,
    weights: network.weights.map(({ name, kind, shape, trainable, regularizer }) => ({
      name,
      kind,
      shape,
      trainable,
      regularizer,
      values: [...values[name]!.data].map(Number),
    })),
    batches: batches.map(({ inputs, targets, sampleWeights = new Float32Array(BATCH).fill(1) }) => ({
      inputs: lists(inputs),
      targets: lists(targets),
      sampleWeights: [...sampleWeights],
    })),
    masks: dropoutMasks(network, net),
  }
}

const lists = (arrays: Readonly<Record<string, ExampleArray>>) =>
  Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, [...values]]))

/** The masks of dropout, for each step in the order of the layers: 1 where a value is kept. */
function dropoutMasks(network: Model, { loss, seed }: TriedNet) {
  const { inputs } = buildGradientModel(network, { loss: lossFrom(loss) })
  const masks = inputs.filter(({ draw }) => draw).sort((a, b) => (a.name < b.name ? -1 : 1))
  return Array.from({ length: STEPS }, (_, step) =>
    masks.map(({ name, shape, draw }) => {
      const drawn = [BATCH, ...(shape.slice(1) as number[])]
      const mask = new Uint8Array(drawn.reduce((product, length) => product * length, 1))
      draw!(mask, randomStream(seed, name, step, 0, 0), 1) // as `fit` opens it: epoch, step, first example
      return { shape: drawn, values: [...mask] }
    }),
  )
}
