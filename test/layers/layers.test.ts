import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { activation } from '../../src/layers/activation.js'
import { type Activation, activationNames } from '../../src/layers/activations.js'
import { batchNormalization } from '../../src/layers/batchNormalization.js'
import { conv2d } from '../../src/layers/conv2d.js'
import { cropping2d } from '../../src/layers/cropping2d.js'
import { dense } from '../../src/layers/dense.js'
import { dropout } from '../../src/layers/dropout.js'
import { flatten } from '../../src/layers/flatten.js'
import { globalAveragePool2d } from '../../src/layers/globalAveragePool2d.js'
import { initializerNames } from '../../src/layers/initializers.js'
import { layerNormalization } from '../../src/layers/layerNormalization.js'
import { averagePool2d, maxPool2d } from '../../src/layers/pooling.js'
import { reshape } from '../../src/layers/reshape.js'
import { upSampling2d } from '../../src/layers/upSampling2d.js'
import { zeroPadding2d } from '../../src/layers/zeroPadding2d.js'
import { checkLayer } from '../checks/layer.js'

const activations: Activation[] = [...activationNames, { kind: 'leakyRelu', slope: 0.1 }, { kind: 'elu', alpha: 0.7 }]
const name = (value: Activation) => (typeof value === 'string' ? value : JSON.stringify(value))

describe('dense keeps the contract of a layer', () => {
  const wrongShapes = [[], [2, 3], [1, 2, 3]]
  for (const activation of activations)
    test(`with ${name(activation)}`, () => checkLayer(dense, { units: 4, activation }, [5], { wrongShapes }))
  for (const kernelInitializer of initializerNames)
    test(`with ${kernelInitializer}`, () => checkLayer(dense, { units: 3, kernelInitializer }, [2]))
  test('without a bias', () => checkLayer(dense, { units: 3, useBias: false }, [4]))
  test('with regularizers', () =>
    checkLayer(dense, { units: 3, kernelRegularizer: { l2: 0.1 }, biasRegularizer: { l1: 0.1, l2: 0.2 } }, [4]))
})

describe('conv2d keeps the contract of a layer', () => {
  const wrongShapes = [[4], [28, 28], [1, 2, 2, 2]]
  const image = [2, 7, 6]
  for (const padding of ['valid', 'same'] as const)
    for (const strides of [1, 2, [2, 3], [3, 1]] as const)
      test(`with padding ${padding} and strides ${strides}`, () =>
        checkLayer(conv2d, { filters: 3, kernelSize: 3, padding, strides }, image, { wrongShapes }))
  test('with an uneven kernel', () => checkLayer(conv2d, { filters: 2, kernelSize: [2, 5] }, image))
  test('with an even kernel and padding same', () =>
    checkLayer(conv2d, { filters: 2, kernelSize: [2, 4], padding: 'same' }, image))
  test('with strides larger than the kernel', () =>
    checkLayer(conv2d, { filters: 2, kernelSize: 1, strides: 3, padding: 'same' }, image))
  test('with a kernel as large as the image', () =>
    checkLayer(conv2d, { filters: 2, kernelSize: [7, 6] }, image, {
      wrongShapes: [
        [2, 6, 6],
        [2, 7, 5],
      ],
    }))
  test('without a bias', () => checkLayer(conv2d, { filters: 2, kernelSize: 3, useBias: false }, image))
  for (const activation of activations)
    test(`with ${name(activation)}`, () => checkLayer(conv2d, { filters: 2, kernelSize: 3, activation }, [1, 5, 5]))
})

for (const pool of [maxPool2d, averagePool2d])
  describe(`${pool.name} keeps the contract of a layer`, () => {
    const wrongShapes = [[6], [6, 6], [1, 2, 6, 6]]
    test('by default', () => checkLayer(pool, {}, [2, 4, 6], { wrongShapes: [...wrongShapes, [1, 1, 4]] }))
    test('where rows are left over', () => checkLayer(pool, { poolSize: [2, 3] }, [2, 5, 7]))
    for (const padding of ['valid', 'same'] as const) {
      test(`with overlapping windows and padding ${padding}`, () =>
        checkLayer(pool, { poolSize: 3, strides: 2, padding }, [2, 6, 5]))
      test(`with uneven windows, uneven strides and padding ${padding}`, () =>
        checkLayer(pool, { poolSize: [2, 3], strides: [1, 2], padding }, [2, 5, 6]))
      test(`with gaps between the windows and padding ${padding}`, () =>
        checkLayer(pool, { poolSize: 2, strides: 3, padding }, [2, 7, 6]))
    }
    test('with windows that tile a padded image', () => checkLayer(pool, { padding: 'same' }, [2, 5, 3]))
  })

describe('layers without options keep the contract of a layer', () => {
  test('globalAveragePool2d', () => checkLayer(globalAveragePool2d, {}, [3, 4, 5], { wrongShapes: [[3], [4, 5]] }))
  test('flatten, of an image', () => checkLayer(flatten, {}, [3, 4, 5]))
  test('flatten, of a vector', () => checkLayer(flatten, {}, [7]))
})

describe('dropout keeps the contract of a layer', () => {
  test('on an image', () => checkLayer(dropout, { rate: 0.4 }, [2, 3, 4]))
  test('on a vector', () => checkLayer(dropout, { rate: 0.9 }, [12]))
  test('with rate 0', () => checkLayer(dropout, { rate: 0 }, [12]))
})

describe('batchNormalization keeps the contract of a layer', () => {
  test('on an image', () => checkLayer(batchNormalization, {}, [2, 3, 4]))
  test('on a vector', () => checkLayer(batchNormalization, { momentum: 0.5, epsilon: 0.1 }, [5]))
})

describe('layerNormalization keeps the contract of a layer', () => {
  test('on a vector', () => checkLayer(layerNormalization, {}, [5]))
  test('over the channels of an image', () => checkLayer(layerNormalization, {}, [4, 3, 2]))
  test('over all values of an image', () => checkLayer(layerNormalization, { axis: [1, 2, 3] }, [2, 3, 4]))
  test('over the columns, without scale and offset', () =>
    checkLayer(layerNormalization, { axis: 3, center: false, scale: false, epsilon: 0.1 }, [2, 3, 4], {
      wrongShapes: [[3], [2, 3]],
    }))
  test('over axes in another order', () => checkLayer(layerNormalization, { axis: [3, 1] }, [2, 3, 4]))
})

describe('reshape keeps the contract of a layer', () => {
  test('from a vector to an image', () =>
    checkLayer(reshape, { targetShape: [2, 3, 2] }, [12], { wrongShapes: [[11], [2, 3, 3]] }))
  test('with one size left open', () =>
    checkLayer(reshape, { targetShape: [3, -1] }, [2, 3, 4], { wrongShapes: [[2, 5]] }))
})

describe('activation keeps the contract of a layer', () => {
  for (const of of activations) {
    test(`${name(of)} on a vector`, () => checkLayer(activation, { function: of }, [6]))
    test(`${name(of)} on an image`, () => checkLayer(activation, { function: of }, [2, 3, 2]))
  }
})

describe('options out of range are refused with what was expected and what was received', () => {
  const cases: [() => unknown, string][] = [
    [() => dense({ units: 0 }), 'dense: expected units to be a positive integer, received 0'],
    [() => dense({ units: 2.5 }), 'dense: expected units to be a positive integer, received 2.5'],
    [() => dense({ units: '3' as never }), 'dense: expected units to be a positive integer, received "3"'],
    [() => dense({} as never), 'dense: expected units, which is missing'],
    [
      () => dense({ units: 1, activation: 'toString' as never }),
      `dense: expected activation to be one of ${activationNames.join(', ')}, ` +
        '{"kind": "leakyRelu", "slope": …} or {"kind": "elu", "alpha": …}, received "toString"',
    ],
    [
      () => dense({ units: 1, activation: { kind: 'elu', alpha: Number.NaN } }),
      `dense: expected activation to be one of ${activationNames.join(', ')}, ` +
        '{"kind": "leakyRelu", "slope": …} or {"kind": "elu", "alpha": …}, received {"kind":"elu","alpha":null}',
    ],
    [
      () => dense({ units: 1, kernelInitializer: 'he' as never }),
      `dense: expected kernelInitializer to be one of ${initializerNames.join(', ')}, received "he"`,
    ],
    [() => dense({ units: 1, useBias: 1 as never }), 'dense: expected useBias to be true or false, received 1'],
    [
      () => conv2d({ filters: 1, kernelSize: [3] as never }),
      'conv2d: expected kernelSize to be a positive integer or two of them, [height, width], received [3]',
    ],
    [
      () => conv2d({ filters: 1, kernelSize: 3, padding: 'full' as never }),
      'conv2d: expected padding to be one of valid, same, received "full"',
    ],
    [
      () => conv2d({ filters: 1, kernelSize: 5 }).outputShape([1, 4, 9]),
      'conv2d: expected a window that fits into 4 × 9 pixels, received 5 × 5',
    ],
    [
      () => dense({ units: 1, kernelRegularizer: { l2: -1 } }),
      'dense: expected kernelRegularizer to be {"l1": …}, {"l2": …} or both, numbers ≥ 0, received {"l2":-1}',
    ],
    [
      () => dense({ units: 1, kernelRegularizer: 'l2' as never }),
      'dense: expected kernelRegularizer to be {"l1": …}, {"l2": …} or both, numbers ≥ 0, received "l2"',
    ],
    [
      () => dense({ units: 1, kernelRegularizer: { l3: 1 } as never }),
      'dense: expected kernelRegularizer to be {"l1": …}, {"l2": …} or both, numbers ≥ 0, received {"l3":1}',
    ],
    [
      () => layerNormalization({ axis: [1, 1] }),
      'layerNormalization: expected axis to be an axis from 1, or a list of different ones, received [1,1]',
    ],
    [
      () => layerNormalization({ axis: 0 }),
      'layerNormalization: expected axis to be an axis from 1, or a list of different ones, received 0',
    ],
    [
      () => reshape({ targetShape: [-1, -1] }),
      'reshape: expected targetShape to be a list of positive integers, of which one may be -1, received [-1,-1]',
    ],
    [
      () => reshape({ targetShape: [3, -1] }).outputShape([2, 2]),
      'reshape: expected 4 values as in [2, 2], received targetShape [3, -1]',
    ],
    [
      () => cropping2d({ cropping: [2, 1] }).outputShape([3, 4, 5]),
      'cropping2d: expected an image larger than what is cut off, received [3, 4, 5] and cropping [2,1]',
    ],
    [
      () => zeroPadding2d({ padding: [1, -1] }),
      'zeroPadding2d: expected padding to be a whole number ≥ 0, two of them, or [[above, below], [left, right]], received [1,-1]',
    ],
    [
      () => upSampling2d({ interpolation: 'bicubic' as never }),
      'upSampling2d: expected interpolation to be one of nearest, bilinear, received "bicubic"',
    ],
    [() => dropout({ rate: 1 }), 'dropout: expected rate to be in [0, 1), received 1'],
    [() => dropout({ rate: Number.NaN }), 'dropout: expected rate to be in [0, 1), received NaN'],
    [() => batchNormalization({ epsilon: 0 }), 'batchNormalization: expected epsilon to be a number > 0, received 0'],
    [
      () => dense({ units: 3 }).outputShape([1, 28, 28]),
      'dense: expected an input of shape [features], received [1, 28, 28]; put a flatten layer before it',
    ],
  ]
  for (const [act, message] of cases) test(message, () => expect(act).toThrow(new UsageError(message)))
})

test('a parameterized activation is kept as it was given, with its defaults, whatever happens to the original', () => {
  const mine = { kind: 'elu' as const, alpha: 0.5 }
  const layer = dense({ units: 1, activation: mine })
  mine.alpha = 3
  expect(layer.config.activation).toEqual({ kind: 'elu', alpha: 0.5 })
  expect(dense({ units: 1, activation: { kind: 'leakyRelu' } as never }).config.activation).toEqual({
    kind: 'leakyRelu',
    slope: 0.2,
  })
})

describe('a regularizer reaches the weight that it is for', () => {
  const [l1, l2] = [
    { l1: 0.1, l2: 0 },
    { l1: 0, l2: 0.01 },
  ]
  test('kernels and biases', () => {
    for (const layer of [
      dense({ units: 3, kernelRegularizer: { l2: 0.01 }, biasRegularizer: { l1: 0.1 } }),
      conv2d({ filters: 3, kernelSize: 1, kernelRegularizer: { l2: 0.01 }, biasRegularizer: { l1: 0.1 } }),
    ]) {
      const { kernel, bias } = layer.weights(layer.kind === 'dense' ? [4] : [4, 5, 5])
      expect(kernel).toMatchObject({ kind: 'kernel', regularizer: l2 })
      expect(bias).toMatchObject({ kind: 'bias', regularizer: l1 })
    }
  })
  test('scales and offsets, but not running statistics', () => {
    const layer = batchNormalization({ gammaRegularizer: { l2: 0.01 }, betaRegularizer: { l1: 0.1 } })
    const { gamma, beta, movingMean, movingVariance } = layer.weights([4])
    expect(gamma).toMatchObject({ kind: 'normalization', regularizer: l2 })
    expect(beta).toMatchObject({ kind: 'normalization', regularizer: l1 })
    for (const weight of [movingMean!, movingVariance!]) expect(weight).not.toHaveProperty('regularizer')
  })
  test('none where none is asked for', () => {
    for (const weight of Object.values(dense({ units: 3 }).weights([4])))
      expect(weight).not.toHaveProperty('regularizer')
    expect(dense({ units: 3 }).config).not.toHaveProperty('kernelRegularizer')
  })
})
