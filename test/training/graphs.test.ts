import { describe, expect, test } from 'vitest'
import { forwardPasses, rules } from '../../src/graph/rules/rules.js'
import { networkFrom } from '../../src/model/configuration.js'
import { randomStream } from '../../src/random.js'
import { classificationObjective } from '../../src/recipe/objective.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import {
  BATCH_FRACTION,
  buildGradientModel,
  LOSS_SCALE,
  SAMPLE_WEIGHTS,
  targetName,
} from '../../src/training/graphs.js'
import { initialParameters, parameterValues } from '../../src/training/parameters.js'

/** A net in which every rule has something to do. */
const network = networkFrom({
  layers: [
    { kind: 'conv2d', filters: 3, kernelSize: 5, strides: 2, activation: 'relu' },
    { kind: 'conv2d', filters: 4, kernelSize: 3, activation: 'relu' },
    { kind: 'maxPool2d', poolSize: 2 },
    { kind: 'batchNormalization' },
    { kind: 'activation', function: 'elu' },
    { kind: 'maxPool2d', poolSize: 2, strides: 1 },
    { kind: 'averagePool2d', name: 'pooled', poolSize: 2, strides: 1 }, // [4, 3, 3]
    { kind: 'depthwiseConv2d', kernelSize: 2 },
    { kind: 'zeroPadding2d', name: 'padded', padding: [1, 0] }, // [4, 4, 2]
    { kind: 'conv2dTranspose', name: 'grown', filters: 4, kernelSize: [2, 1], inputs: 'pooled' }, // [4, 4, 3]
    { kind: 'concatenate', axis: 3, inputs: ['grown', 'padded'] },
    { kind: 'upSampling2d' },
    { kind: 'squeezeExcite' },
    { kind: 'flatten' },
    { kind: 'dense', units: 10, activation: 'softmax' },
  ],
})

async function gradientsWithout(disabledRules: readonly string[]) {
  const { model, inputs } = buildGradientModel(network, {
    ...classificationObjective({ labelSmoothing: 0.1 }),
    disabledRules,
  })
  const program = await nodeRuntime.compile(model, { threads: 1 })
  const random = randomStream(3, 'rules')
  const images = 5
  const available = {
    ...parameterValues(network, initialParameters(network, 1)),
    image: { data: Uint8Array.from({ length: images * 784 }, () => random.integer(256)), shape: [images, 28, 28] },
    [targetName('label')]: { data: Uint8Array.from({ length: images }, () => random.integer(10)), shape: [images] },
    [SAMPLE_WEIGHTS]: { data: new Float32Array(images).fill(1), shape: [images] },
    [LOSS_SCALE]: { data: Float32Array.of(1 / images), shape: [] },
    [BATCH_FRACTION]: { data: Float32Array.of(1), shape: [] },
  }
  const fed = Object.fromEntries(inputs.map(({ name }) => [name, available[name as keyof typeof available]!]))
  const result = await program.run(fed)
  await program.dispose()
  return { model, result }
}

describe('every rule that is left out leaves the gradients of a net as they were', async () => {
  const { model: before, result: expected } = await gradientsWithout([])
  const atWork = [...rules.keys()].filter(name => name !== 'logOfSigmoid') // this net has no sigmoid
  const forward = forwardPasses.flat().map(({ name }) => name)
  const cases = [...atWork.map(name => [name]), forward, [...rules.keys()]]
  for (const names of cases)
    test(names.length === 1 ? names[0]! : `${names.length} rules together`, async () => {
      const { model, result } = await gradientsWithout(names)
      expect(Buffer.compare(model, before), 'the graph is another').not.toBe(0)
      expect(Object.keys(result).sort()).toEqual(Object.keys(expected).sort())
      for (const [name, { data, shape }] of Object.entries(expected)) {
        expect(result[name]!.shape).toEqual(shape)
        const largest = Math.max(...[...data].map(value => Math.abs(Number(value))))
        for (const [i, value] of data.entries())
          expect(Math.abs(Number(result[name]!.data[i]) - Number(value)), `${name}[${i}]`).toBeLessThan(
            1e-4 * largest + 1e-7,
          )
      }
    })
})
