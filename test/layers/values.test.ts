import { expect, test } from 'vitest'
import { keepMask } from '../../src/graph/noise.js'
import { toOnnx } from '../../src/graph/onnx.js'
import { input, type Tensor } from '../../src/graph/tensor.js'
import { batchNormalization } from '../../src/layers/batchNormalization.js'
import { conv2d } from '../../src/layers/conv2d.js'
import { conv2dTranspose } from '../../src/layers/conv2dTranspose.js'
import { cropping2d } from '../../src/layers/cropping2d.js'
import { dense } from '../../src/layers/dense.js'
import { depthwiseConv2d } from '../../src/layers/depthwiseConv2d.js'
import { dropout } from '../../src/layers/dropout.js'
import type { Layer } from '../../src/layers/layer.js'
import { layerNormalization } from '../../src/layers/layerNormalization.js'
import { averagePool2d, maxPool2d } from '../../src/layers/pooling.js'
import { squeezeExcite } from '../../src/layers/squeezeExcite.js'
import { upSampling2d } from '../../src/layers/upSampling2d.js'
import { zeroPadding2d } from '../../src/layers/zeroPadding2d.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { Value } from '../../src/runtime/runtime.js'

// What the contract cannot see: numbers worked out by hand.

const floats = (shape: number[], ...values: number[]): Value => ({ data: Float32Array.from(values), shape })

/** Runs a layer; while training where a mask is given, which may be empty. */
async function compute(layer: Layer, x: Value, weights: Record<string, Value> = {}, mask?: readonly number[]) {
  const symbols = Object.fromEntries(
    Object.entries(weights).map(([name, { shape }]) => [name, input(name, 'float32', shape)]),
  )
  const updates: Record<string, Tensor> = {}
  const training = {
    keepMask: (shape: Tensor['shape'], rate: number) => keepMask('mask', shape, rate),
    update: (name: string, value: Tensor) => {
      updates[`new:${name}`] = value
    },
  }
  const y = layer.apply(input('x', 'float32', ['batch', ...x.shape.slice(1)]), symbols, mask && training)
  const { model, inputs } = toOnnx({ y, ...updates })
  const program = await nodeRuntime.compile(model, { threads: 1 })
  const fed: Record<string, Value> = { x, ...weights, mask: { data: Uint8Array.from(mask ?? []), shape: x.shape } }
  const result = await program.run(Object.fromEntries(inputs.map(({ name }) => [name, fed[name]!])))
  await program.dispose()
  return Object.fromEntries(Object.entries(result).map(([name, { data }]) => [name, Array.from(data, Number)]))
}

test('dense multiplies a row by the kernel [features, units] and adds the bias', async () => {
  const weights = { kernel: floats([2, 3], 1, 2, 3, 4, 5, 6), bias: floats([3], 10, 20, 30) }
  expect(await compute(dense({ units: 3 }), floats([1, 2], 1, -1), weights)).toEqual({ y: [7, 17, 27] })
})

test('the odd zero of padding same goes below and to the right, as in Keras', async () => {
  const image = floats([1, 1, 2, 2], 1, 2, 3, 4)
  const kernel = floats([1, 1, 2, 2], 1, 10, 100, 1000)
  const layer = conv2d({ filters: 1, kernelSize: 2, padding: 'same', useBias: false })
  expect(await compute(layer, image, { kernel })).toEqual({ y: [4321, 402, 43, 4] })
})

test('padding never wins in a maximum and does not count in a mean', async () => {
  const image = floats([1, 1, 3, 3], -1, -2, -3, -4, -5, -6, -7, -8, -9)
  expect(await compute(maxPool2d({ padding: 'same' }), image)).toEqual({ y: [-1, -3, -7, -9] })
  expect(await compute(averagePool2d({ padding: 'same' }), image)).toEqual({ y: [-3, -4.5, -7.5, -9] })
})

test('dropout scales up what it keeps, so that the mean stays, and does nothing at prediction', async () => {
  const x = floats([1, 4], 1, 2, 3, 4)
  expect(await compute(dropout({ rate: 0.75 }), x, {}, [1, 0, 0, 1])).toEqual({ y: [4, 0, 0, 16] })
  expect(await compute(dropout({ rate: 0.75 }), x)).toEqual({ y: [1, 2, 3, 4] })
})

test('batchNormalization trains on the statistics of the batch and moves the running ones toward them', async () => {
  const x = floats([2, 2], 1, 10, 3, 30) // channel means 2 and 20, variances 1 and 100
  const weights = {
    gamma: floats([2], 1, 2),
    beta: floats([2], 0, 5),
    movingMean: floats([2], 10, 0),
    movingVariance: floats([2], 4, 1),
  }
  const layer = batchNormalization({ momentum: 0.75, epsilon: 1e-9 })
  const trained = await compute(layer, x, weights, [])
  expect(trained.y!.map(value => Number(value.toFixed(4)))).toEqual([-1, 3, 1, 7])
  expect(trained['new:movingMean']).toEqual([8, 5])
  expect(trained['new:movingVariance']).toEqual([3.25, 25.75])
  const predicted = await compute(layer, x, weights)
  expect(predicted.y!.map(value => Number(value.toFixed(4)))).toEqual([-4.5, 25, -3.5, 65])
})

test('depthwiseConv2d puts the outputs of the first channel first', async () => {
  const image = floats([1, 2, 1, 2], 1, 2, 10, 20)
  const kernel = floats([4, 1, 1, 1], 1, 2, 3, 4)
  const layer = depthwiseConv2d({ kernelSize: 1, depthMultiplier: 2, useBias: false })
  expect(await compute(layer, image, { kernel })).toEqual({ y: [1, 2, 2, 4, 30, 60, 40, 80] })
})

test('conv2dTranspose lays a kernel for each pixel, its own weight times the pixel, and adds where they overlap', async () => {
  const image = floats([1, 1, 1, 2], 1, 10)
  const kernel = floats([1, 1, 1, 3], 1, 2, 3)
  const layer = (options: object) => conv2dTranspose({ filters: 1, kernelSize: [1, 3], useBias: false, ...options })
  expect(await compute(layer({}), image, { kernel })).toEqual({ y: [1, 12, 23, 30] })
  expect(await compute(layer({ strides: [1, 2] }), image, { kernel })).toEqual({ y: [1, 2, 13, 20, 30] })
  expect(await compute(layer({ strides: [1, 2], padding: 'same' }), image, { kernel })).toEqual({ y: [1, 2, 13, 20] })
  expect(await compute(layer({ padding: 'same' }), image, { kernel })).toEqual({ y: [12, 23] })
})

test('upSampling2d repeats pixels, or mixes them by the distance of their centers', async () => {
  const image = floats([1, 1, 1, 2], 1, 2)
  expect(await compute(upSampling2d({ size: [2, 2] }), image)).toEqual({ y: [1, 1, 2, 2, 1, 1, 2, 2] })
  const bilinear = upSampling2d({ size: [1, 2], interpolation: 'bilinear' })
  expect(await compute(bilinear, image)).toEqual({ y: [1, 1.25, 1.75, 2] })
})

test('layerNormalization takes mean and variance of each example', async () => {
  const x = floats([2, 2], 1, 3, 10, 30)
  const weights = { gamma: floats([2], 1, 2), beta: floats([2], 0, 5) }
  const { y } = await compute(layerNormalization({ epsilon: 1e-9 }), x, weights)
  expect(y!.map(value => Number(value.toFixed(4)))).toEqual([-1, 7, -1, 7])
})

test('squeezeExcite multiplies each channel by a sigmoid of what the means say', async () => {
  const image = floats([1, 2, 1, 2], 1, 3, 10, 30) // means 2 and 20
  const weights = {
    squeezeKernel: floats([2, 1], 0.5, 0), // 1
    squeezeBias: floats([1], 0.5), // 1.5
    exciteKernel: floats([1, 2], 2, 0),
    exciteBias: floats([2], -3, 100), // 0 and 100
  }
  expect(await compute(squeezeExcite({ ratio: 2 }), image, weights)).toEqual({ y: [0.5, 1.5, 10, 30] })
})

test('cropping2d takes above and below first, then left and right', async () => {
  const layer = cropping2d({
    cropping: [
      [0, 1],
      [2, 0],
    ],
  })
  expect(await compute(layer, floats([1, 1, 2, 3], 1, 2, 3, 4, 5, 6))).toEqual({ y: [3] })
})

test('zeroPadding2d takes above and below first, then left and right', async () => {
  const layer = zeroPadding2d({
    padding: [
      [0, 1],
      [2, 0],
    ],
  })
  expect(await compute(layer, floats([1, 1, 1, 2], 1, 2))).toEqual({ y: [0, 0, 1, 2, 0, 0, 0, 0] })
})
