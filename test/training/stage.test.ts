import { describe, expect, test } from 'vitest'
import { conv2d } from '../../src/layers/conv2d.js'
import { dense } from '../../src/layers/dense.js'
import { flatten } from '../../src/layers/flatten.js'
import type { Layer } from '../../src/layers/layer.js'
import { maxPool2d } from '../../src/layers/pooling.js'
import { sequential } from '../../src/model/sequential.js'
import { classificationObjective } from '../../src/recipe/objective.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { type FitOptions, fit } from '../../src/training/fit.js'
import { adamw } from '../../src/training/optimizers.js'
import { initialParameters, parameterValues } from '../../src/training/parameters.js'
import { createReplicas } from '../../src/training/replicas.js'
import { stagesOf, wholeStage } from '../../src/training/stage.js'
import type { TrainingState } from '../../src/training/state.js'
import { barExamples, fitOptions } from './small.js'

const examples = barExamples(96)
const frozen = ['conv2d.kernel', 'conv2d.bias']

describe('the stages of epochs', () => {
  test('the last epoch never takes strides, and the first never freezes', () => {
    const told = (epochs: number) =>
      stagesOf(epochs, { stridedPoolingFirstEpochs: 2, frozenWeights: ['w'], freezeLastEpochs: 2 }).map(
        ({ stridedPooling, frozen }) => `${stridedPooling ? 's' : ''}${frozen.length > 0 ? 'f' : ''}`,
      )
    expect(told(1)).toEqual([''])
    expect(told(2)).toEqual(['s', 'f'])
    expect(told(3)).toEqual(['s', 'sf', 'f'])
    expect(told(5)).toEqual(['s', 's', '', 'f', 'f'])
  })

  test('epochs that compute the same share a stage', () => {
    expect(new Set(stagesOf(9, { stridedPoolingFirstEpochs: 3 })).size).toBe(2)
    expect(stagesOf(3, {})).toEqual([wholeStage, wholeStage, wholeStage])
  })
})

/** The gradients of 16 images. */
async function gradientsOf(layers: readonly Layer[], stage = wholeStage): Promise<Record<string, number[]>> {
  const network = sequential([...layers, flatten(), dense({ units: 10, activation: 'softmax' })])
  const parameters = initialParameters(network, 3, bytes => nodeRuntime.allocate(bytes))
  const objective = classificationObjective({ labelSmoothing: 0.1 })
  const replicas = await createReplicas({
    runtime: nodeRuntime,
    network,
    parameters,
    ...objective,
    batchSize: 16,
    count: 1,
    seed: 5,
    stages: [stage],
  })
  replicas.load({ ...examples, indices: Uint32Array.from({ length: 16 }, (_, i) => i) }, [0])
  await replicas.run()
  const found = parameterValues(network, replicas.gradients[0]!)
  await replicas.dispose()
  return Object.fromEntries(Object.entries(found).map(([name, { data }]) => [name, Array.from(data as Float32Array)]))
}

function expectSame(found: Record<string, number[]>, expected: Record<string, number[]>) {
  expect(Object.keys(found)).toEqual(Object.keys(expected))
  for (const [name, values] of Object.entries(expected)) {
    expect(
      values.some(value => Math.abs(value) > 1e-4),
      name,
    ).toBe(true)
    for (const [i, value] of values.entries())
      expect(Math.abs(found[name]![i]! - value), `${name} ${i}`).toBeLessThan(1e-5)
  }
}

describe('strided pooling', () => {
  const strided = { stridedPooling: true, frozen: [] }
  const convolution = (strides = 1) => conv2d({ filters: 3, kernelSize: 5, strides, activation: 'relu' })

  test('a pool after a convolution is as strides in the convolution', async () => {
    expectSame(
      await gradientsOf([convolution(), maxPool2d({ poolSize: 2 })], strided),
      await gradientsOf([convolution(2)]),
    )
  })

  test('where the windows leave pixels over, those that strides would meet there are left out', async () => {
    const odd = [convolution(), maxPool2d({ poolSize: 3, strides: 2 })] // 24 × 24 pixels, 11 × 11 windows
    const pooled = await gradientsOf([...odd], strided)
    expect(pooled['dense.kernel']!.length).toBe(3 * 121 * 10)
    expect(pooled['conv2d.kernel']!.every(Number.isFinite)).toBe(true)
  })

  test('padded pools take pixels of the image', async () => {
    const padded = [maxPool2d({ poolSize: 3, strides: 2, padding: 'same' }), convolution()]
    expectSame(
      await gradientsOf(padded, strided),
      await gradientsOf([maxPool2d({ poolSize: 1, strides: 2 }), convolution()]),
    )
  })
})

const network = sequential([
  conv2d({ filters: 4, kernelSize: 5, strides: 2, activation: 'relu' }),
  conv2d({ filters: 6, kernelSize: 3, activation: 'relu' }),
  maxPool2d({ poolSize: 2 }),
  flatten(),
  dense({ units: 10, activation: 'softmax' }),
])
const staged: Partial<FitOptions> = {
  optimizer: adamw({ learningRate: 0.01, weightDecay: 0.1 }),
  epochs: 3,
  stridedPoolingFirstEpochs: 1,
  frozenWeights: frozen,
  freezeLastEpochs: 1,
}

async function statesOf(changes: Partial<FitOptions> = {}): Promise<TrainingState[]> {
  const states: TrainingState[] = []
  const { state } = await fit(
    network,
    examples,
    fitOptions({ ...staged, ...changes, onCheckpoint: state => void states.push(state) }),
  )
  return [...states, state]
}

const firstLayer = ({ parameters }: TrainingState) => parameters.trained.slice(0, 4 * 25 + 4)
const others = ({ parameters }: TrainingState) => parameters.trained.slice(4 * 25 + 4)

test.each([1, 2])(
  'frozen weights stay to the last bit, by momentum and decay, too, on %s threads; the others go on',
  async threads => {
    const [first, second, third, last] = (await statesOf({ threads })) as [
      TrainingState,
      TrainingState,
      TrainingState,
      TrainingState,
    ]
    expect(firstLayer(second)).not.toEqual(firstLayer(first))
    expect(firstLayer(third)).toEqual(firstLayer(second))
    expect(firstLayer(last)).toEqual(firstLayer(second))
    expect(others(third)).not.toEqual(others(second))
  },
)

test('who resumes at any epoch ends with the same bits', async () => {
  const states = await statesOf()
  const last = states.at(-1)!
  for (const resume of states.slice(0, 2)) {
    const { state } = await fit(network, examples, fitOptions({ ...staged, resume }))
    expect(state.parameters.trained).toEqual(last.parameters.trained)
  }
})

test('what is frozen has no gradient, and the net still learns', async () => {
  const gradients: Readonly<Record<string, Float32Array>>[] = []
  const { state } = await fit(
    network,
    barExamples(400),
    fitOptions({ ...staged, onGradients: found => void gradients.push(found) }),
  )
  expect(gradients.map(found => found['conv2d.kernel']!.some(value => value !== 0))).toEqual([true, true, false])
  expect(gradients[2]!['conv2d_1.kernel']!.some(value => value !== 0)).toBe(true)
  expect(state.history.at(-1)!.trainAccuracy).toBeGreaterThan(0.9)
})

test('unknown weights and counts that are none are refused by name', async () => {
  await expect(fit(network, examples, fitOptions({ frozenWeights: ['conv.kernel'] }))).rejects.toThrow(
    'fit: expected frozenWeights among conv2d.kernel, conv2d.bias, conv2d_1.kernel, conv2d_1.bias, dense.kernel, dense.bias, received conv.kernel',
  )
  await expect(fit(network, examples, fitOptions({ stridedPoolingFirstEpochs: -1 }))).rejects.toThrow(
    /stridedPoolingFirstEpochs/,
  )
})
