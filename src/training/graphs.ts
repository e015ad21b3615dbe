import { gradients } from '../graph/backward.js'
import { add, multiply } from '../graph/elementwise.js'
import { type PrintedGraph, printGraph } from '../graph/onnx.js'
import { keepMask } from '../graph/random.js'
import { rewrite } from '../graph/rewrite.js'
import { backwardPasses, forwardPasses, inferencePasses, withoutRules } from '../graph/rules/rules.js'
import { input, type Shape, type Tensor } from '../graph/tensor.js'
import type { TrainingContext } from '../layers/layer.js'
import { inputTensors, type Network, type Tensors, weightTensors } from '../layers/network.js'
import { type Augmentation, augment } from './augmentation.js'
import { categoricalCrossentropy, correctCount, oneHotTargets, smoothTargets, undecidedTargets } from './losses.js'
import type { Optimizer } from './optimizers.js'

// The two graphs of a training step, and the one that scores validation images.
//
//   gradient graph   image, label, weights → loss, correct, gradients          once for each replica, on its share
//   update graph     weights, gradients of all replicas, slots → the new ones  once for each part of the weights

/** Names of the inputs and outputs, so that they are written once. */
export const gradientOf = (weight: string) => `gradient:${weight}`
export const slotName = (slot: string) => `slot:${slot}`

/** What the gradients are of, beside the network. */
export interface Objective {
  readonly labelSmoothing: number
  readonly augmentation?: Augmentation
  /** Whether some images show no digit. */
  readonly hasNonDigits?: boolean
  /** Rules by which the graphs are not rewritten, to compare; none unless told. */
  readonly disabledRules?: readonly string[]
}

/**
 * One replica's part of a step. `share` is 1 / the size of the whole batch and `weight` the replica's share of it, so that the
 * gradients (and running statistics) of all replicas simply add up to those of the whole batch.
 */
export function printGradientGraph(
  network: Network,
  { labelSmoothing, augmentation, hasNonDigits, disabledRules = [] }: Objective,
): PrintedGraph {
  const label = labelTensor()
  const share = input('share', 'float32', [])
  const weight = input('weight', 'float32', [])
  const weights = weightTensors(network)
  const updates: Record<string, Tensor> = {}
  let masks = 0
  const training: TrainingContext = {
    keepMask: (shape: Shape, rate: number) => keepMask(`mask:${masks++}`, shape, rate),
    update(name, value) {
      updates[name] = value
    },
  }
  const { image, ...others } = inputTensors(network)
  const seen = augmentation ? augment(image!, augmentation) : image!
  const probabilities = onlyOutput(network, network.apply({ ...others, image: seen }, weights, training))
  const targets = oneHotTargets(label, probabilities.shape[1] as number)
  const loss = categoricalCrossentropy(probabilities, targets)
  const aims = smoothTargets(hasNonDigits ? undecidedTargets(targets) : targets, labelSmoothing)
  const objective = aims === targets ? loss : categoricalCrossentropy(probabilities, aims)
  const trained = network.weights.filter(({ trainable }) => trainable)
  const wanted = trained.map(({ name }) => weights[name]!)
  const scaledUpdates = Object.entries(updates).map(([name, value]) => [gradientOf(name), multiply(value, weight)])
  const outputs = { loss, correct: correctCount(probabilities, label), ...Object.fromEntries(scaledUpdates) }
  const forward = rewrite({ ...outputs, objective }, withoutRules(forwardPasses, disabledRules), wanted)
  const found = gradients(multiply(forward.objective, share), wanted)
  const { objective: _, ...kept } = forward
  const computed = {
    ...kept,
    ...Object.fromEntries(trained.map(({ name }, index) => [gradientOf(name), found[index]!])),
  }
  return printGraph(rewrite(computed, withoutRules(backwardPasses, disabledRules)))
}

/** Computes loss and correct answers of a batch, summed, as at prediction. */
export function printScoreGraph(network: Network): PrintedGraph {
  const label = labelTensor()
  const probabilities = onlyOutput(network, network.apply(inputTensors(network), weightTensors(network)))
  const loss = categoricalCrossentropy(probabilities, oneHotTargets(label, probabilities.shape[1] as number))
  return printGraph(rewrite({ loss, correct: correctCount(probabilities, label) }, inferencePasses))
}

/** All weights move at once, as one vector, or as parts of it side by side: its length is left open. */
export function printUpdateGraph(optimizer: Optimizer, { replicas }: { replicas: number }): PrintedGraph {
  const vector = (name: string) => input(name, 'float32', ['parameters'])
  const g = Array.from({ length: replicas }, (_, replica) => vector(`gradients:${replica}`)).reduce(add)
  const scalars = Object.fromEntries(
    Object.keys(optimizer.scalars(1, 1)).map(name => [name, input(name, 'float32', [])]),
  )
  const slots = Object.fromEntries(optimizer.slots.map(slot => [slot, vector(slotName(slot))]))
  const next = optimizer.update({ w: vector('weights'), g, slots, scalars })
  return printGraph({
    newWeights: next.w,
    ...Object.fromEntries(Object.entries(next.slots).map(([slot, value]) => [`new:${slotName(slot)}`, value])),
  })
}

const labelTensor = () => input('label', 'uint8', ['batch'])

function onlyOutput({ outputs }: Network, values: Tensors): Tensor {
  return values[outputs[0]!.name]!
}
