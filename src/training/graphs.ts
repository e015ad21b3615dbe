import { gradients } from '../graph/backward.js'
import { absolute, add, multiply, scale } from '../graph/elementwise.js'
import { keepMask } from '../graph/noise.js'
import { type OnnxModel, toOnnx } from '../graph/onnx.js'
import { sum } from '../graph/reduction.js'
import { rewrite } from '../graph/rewrite.js'
import { backwardPasses, forwardPasses, inferencePasses, withoutRules } from '../graph/rules/rules.js'
import { type Dimension, input, type Shape, type Tensor } from '../graph/tensor.js'
import type { TrainingContext } from '../layers/layer.js'
import { inputTensors, type NamedWeight, type Network, type Tensors, weightTensors } from '../layers/network.js'
import type { Loss } from './losses/loss.js'
import { measureOutputs, perExample } from './measures.js'
import type { Objective } from './objective.js'
import type { Optimizer } from './optimizers.js'
import type { PlacedParameter } from './parameters.js'
import { wholeStage } from './stage.js'

// The two graphs of a training step, and the one that scores validation examples.
//
//   gradient graph   inputs, targets, weights → measures, gradients            once for each replica, on its part of the batch
//   update graph     weights, gradients of all replicas, slots → the new ones  once for each part of the weights

/** Names of the inputs and outputs, so that they are written once. */
export const targetName = (target: string) => `target:${target}`
export const gradientOf = (weight: string) => `gradient:${weight}`
export const slotName = (slot: string) => `slot:${slot}`
export const SAMPLE_WEIGHTS = 'sampleWeights'
export const LOSS_SCALE = 'lossScale'
export const BATCH_FRACTION = 'batchFraction'

/** What the gradients are of, among the tensors that the rules rewrite together. */
const OBJECTIVE = 'objective'

/**
 * One replica's part of a step. `lossScale` is 1 / the size of the whole batch and `batchFraction` the replica's fraction of it, so
 * that the gradients (and running statistics) of all replicas simply add up to those of the whole batch.
 *
 * @param stage Defaults to a step that computes everything.
 */
export function buildGradientModel(network: Network, objective: Objective, stage = wholeStage): OnnxModel {
  const { loss, augment, disabledRules = [] } = objective
  const [lossScale, batchFraction] = [LOSS_SCALE, BATCH_FRACTION].map(name => input(name, 'float32', [])) as [
    Tensor,
    Tensor,
  ]
  const weights = weightTensors(network)
  const updates: Record<string, Tensor> = {}
  let masks = 0
  const training: TrainingContext = {
    keepMask: (shape: Shape, rate: number) => keepMask(`mask:${masks++}`, shape, rate),
    update(name, value) {
      updates[name] = value
    },
    stridedPooling: stage.stridedPooling,
  }
  const inputs = inputTensors(network)
  const outputs = network.apply(augment ? augment(inputs) : inputs, weights, training)
  const targets = targetTensors(network, loss)
  const sampleWeights = sampleWeightTensor()
  const losses = perExample('loss', loss.apply(outputs, targets))
  const trained = network.weights.filter(({ trainable }) => trainable)
  const penalty = penaltyOf(trained, weights)
  const mean = multiply(sum(multiply(losses, sampleWeights), [0]), lossScale)
  const moved = trained.filter(({ name }) => !stage.frozen.includes(name))
  const wanted = moved.map(({ name }) => weights[name]!)
  const measures = {
    ...measureOutputs(objective, outputs, targets, sampleWeights),
    ...Object.fromEntries(
      Object.entries(updates).map(([name, value]) => [gradientOf(name), multiply(value, batchFraction)]),
    ),
  }
  const objectiveValue = penalty ? add(mean, multiply(penalty, batchFraction)) : mean
  const forward = rewrite(
    { ...measures, [OBJECTIVE]: objectiveValue },
    withoutRules(forwardPasses, disabledRules),
    wanted,
  )
  const derivatives = gradients(forward[OBJECTIVE]!, wanted)
  const { [OBJECTIVE]: _, ...kept } = forward
  const computed = {
    ...kept,
    ...Object.fromEntries(moved.map(({ name }, index) => [gradientOf(name), derivatives[index]!])),
  }
  return toOnnx(rewrite(computed, withoutRules(backwardPasses, disabledRules)))
}

/** Computes loss and metrics of a batch, as at prediction. */
export function buildScoreModel(network: Network, objective: Objective): OnnxModel {
  const outputs = network.apply(inputTensors(network), weightTensors(network))
  const measures = measureOutputs(objective, outputs, targetTensors(network, objective.loss), sampleWeightTensor())
  return toOnnx(rewrite(measures, inferencePasses))
}

const sampleWeightTensor = () => input(SAMPLE_WEIGHTS, 'float32', ['batch'])

function targetTensors(network: Network, loss: Loss): Tensors {
  return Object.fromEntries(
    loss
      .targets(network.outputs)
      .map(({ name, dtype, shape }) => [name, input(targetName(name), dtype, ['batch', ...shape])]),
  )
}

/** The sum of what the weights' regularizers add to the loss. */
function penaltyOf(trained: readonly NamedWeight[], weights: Tensors): Tensor | undefined {
  const penalties = trained.flatMap(({ name, shape, regularizer }) => {
    const w = weights[name]!
    const axes = shape.map((_, axis) => axis)
    const { l1 = 0, l2 = 0 } = regularizer ?? {}
    return [
      ...(l1 > 0 ? [scale(sum(absolute(w), axes), l1)] : []),
      ...(l2 > 0 ? [scale(sum(multiply(w, w), axes), l2)] : []),
    ]
  })
  return penalties.length > 0 ? penalties.reduce(add) : undefined
}

/**
 * All weights move at once, as one vector, or as parts of it side by side: its length is left open, unless the optimizer needs to
 * see whole matrices.
 */
export function buildUpdateModel(
  optimizer: Optimizer,
  { replicas, parameters }: { replicas: number; parameters: readonly PlacedParameter[] },
): OnnxModel {
  const length = optimizer.needsWholeVector ? (parameters.at(-1)?.end ?? 0) : 'parameters'
  const vector = (name: string) => input(name, 'float32', [length])
  const number = (name: string) => input(name, 'float32', [])
  const next = optimizer.update({
    w: vector('weights'),
    g: gradientSum(replicas, length),
    slots: Object.fromEntries(optimizer.slots.map(slot => [slot, vector(slotName(slot))])),
    scalars: Object.fromEntries(optimizer.scalarNames.map(name => [name, number(name)])),
    decayMask: vector('decayMask'),
    gradientScale: number('gradientScale'),
    parameters,
  })
  return toOnnx({
    newWeights: next.w,
    ...Object.fromEntries(Object.entries(next.slots).map(([slot, value]) => [`new:${slotName(slot)}`, value])),
  })
}

/** The sum of the squares of a part of the gradient. */
export function buildNormModel({ replicas }: { replicas: number }): OnnxModel {
  const g = gradientSum(replicas, 'batch')
  return toOnnx({ squareSum: sum(multiply(g, g), [0]) })
}

function gradientSum(replicas: number, length: Dimension): Tensor {
  return Array.from({ length: replicas }, (_, replica) => input(`gradients:${replica}`, 'float32', [length])).reduce(
    add,
  )
}
