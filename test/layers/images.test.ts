import { describe, expect, test } from 'vitest'
import { conv2dTranspose } from '../../src/layers/conv2dTranspose.js'
import { cropping2d } from '../../src/layers/cropping2d.js'
import { depthwiseConv2d } from '../../src/layers/depthwiseConv2d.js'
import { globalMaxPool2d } from '../../src/layers/globalMaxPool2d.js'
import { separableConv2d } from '../../src/layers/separableConv2d.js'
import { squeezeExcite } from '../../src/layers/squeezeExcite.js'
import { upSampling2d } from '../../src/layers/upSampling2d.js'
import { zeroPadding2d } from '../../src/layers/zeroPadding2d.js'
import { checkLayer } from '../checks/layer.js'

const image = [2, 7, 6]
const noImages = [[4], [28, 28], [1, 2, 2, 2]]
const windows = [
  { strides: 1, padding: 'valid' },
  { strides: 1, padding: 'same' },
  { strides: 2, padding: 'valid' },
  { strides: 2, padding: 'same' },
  { strides: [3, 1], padding: 'same' },
  { strides: [1, 4], padding: 'valid' },
] as const

describe('depthwiseConv2d keeps the contract of a layer', () => {
  for (const window of windows)
    for (const depthMultiplier of [1, 2])
      test(`with ${JSON.stringify(window)} and depthMultiplier ${depthMultiplier}`, () =>
        checkLayer(depthwiseConv2d, { kernelSize: [3, 2], depthMultiplier, ...window }, image, {
          wrongShapes: noImages,
        }))
  test('with an activation and without a bias', () =>
    checkLayer(depthwiseConv2d, { kernelSize: 2, activation: 'tanh', useBias: false }, image, {
      wrongShapes: [[2, 1, 6]],
    }))
})

describe('separableConv2d keeps the contract of a layer', () => {
  for (const window of windows)
    test(`with ${JSON.stringify(window)}`, () =>
      checkLayer(separableConv2d, { filters: 3, kernelSize: [3, 2], ...window }, image, { wrongShapes: noImages }))
  test('with depthMultiplier 2, an activation and no bias', () =>
    checkLayer(
      separableConv2d,
      { filters: 3, kernelSize: 2, depthMultiplier: 2, activation: 'gelu', useBias: false },
      image,
    ))
})

describe('conv2dTranspose keeps the contract of a layer', () => {
  for (const window of windows)
    for (const kernelSize of [1, 2, [4, 3]] as const)
      test(`with a kernel of ${kernelSize} and ${JSON.stringify(window)}`, () =>
        checkLayer(conv2dTranspose, { filters: 3, kernelSize, ...window }, [2, 3, 4], { wrongShapes: noImages }))
  test('with an activation and without a bias', () =>
    checkLayer(conv2dTranspose, { filters: 2, kernelSize: 3, activation: 'relu', useBias: false }, [1, 3, 3]))
})

test('conv2dTranspose has the sizes that Keras gives it', () => {
  const sizes = (options: object) =>
    conv2dTranspose({ filters: 1, kernelSize: 3, ...options })
      .outputShape([1, 5, 7])
      .slice(1)
  expect(sizes({})).toEqual([7, 9])
  expect(sizes({ strides: 2 })).toEqual([11, 15])
  expect(sizes({ strides: 2, padding: 'same' })).toEqual([10, 14])
  expect(sizes({ strides: 4, kernelSize: 2 })).toEqual([20, 28])
})

describe('globalMaxPool2d keeps the contract of a layer', () => {
  test('on an image', () => checkLayer(globalMaxPool2d, {}, [3, 4, 5], { wrongShapes: noImages }))
  test('on one pixel', () => checkLayer(globalMaxPool2d, {}, [3, 1, 1]))
})

describe('upSampling2d keeps the contract of a layer', () => {
  for (const interpolation of ['nearest', 'bilinear'] as const)
    for (const size of [1, 2, [3, 1], [2, 5]] as const)
      test(`${interpolation}, by ${size}`, () =>
        checkLayer(upSampling2d, { size, interpolation }, [2, 3, 4], { wrongShapes: noImages }))
  test('bilinear, of one pixel', () => checkLayer(upSampling2d, { interpolation: 'bilinear' }, [2, 1, 1]))
})

describe('zeroPadding2d keeps the contract of a layer', () => {
  for (const padding of [
    0,
    2,
    [1, 0],
    [
      [0, 1],
      [2, 3],
    ],
  ] as const)
    test(`of ${JSON.stringify(padding)}`, () =>
      checkLayer(zeroPadding2d, { padding } as never, [2, 3, 4], { wrongShapes: noImages }))
})

describe('cropping2d keeps the contract of a layer', () => {
  for (const cropping of [0, [1, 0]] as const)
    test(`of ${JSON.stringify(cropping)}`, () =>
      checkLayer(cropping2d, { cropping } as never, [2, 3, 4], { wrongShapes: noImages }))
  test('of each side by itself', () => {
    const cropping = [
      [0, 1],
      [2, 1],
    ]
    return checkLayer(cropping2d, { cropping } as never, [2, 3, 4], { wrongShapes: [...noImages, [2, 3, 3]] })
  })
})

describe('squeezeExcite keeps the contract of a layer', () => {
  test('by default, with more than one unit', () =>
    checkLayer(squeezeExcite, {}, [32, 2, 3], { wrongShapes: noImages }))
  test('with a bottleneck of one', () =>
    checkLayer(squeezeExcite, { ratio: 8, kernelInitializer: 'heNormal' }, [3, 4, 5]))
})
