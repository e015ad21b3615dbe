import { describe, expect, test } from 'vitest'
import type { Digits } from '../../src/data/digits.js'
import { takeDigits } from '../../src/data/digits.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { conv2d } from '../../src/layers/conv2d.js'
import { cropping2d } from '../../src/layers/cropping2d.js'
import { dense } from '../../src/layers/dense.js'
import { flatten } from '../../src/layers/flatten.js'
import type { Layer } from '../../src/layers/layer.js'
import { type Sequential, sequential } from '../../src/model/sequential.js'
import { whitenedParameters } from '../../src/recipe/whitening.js'
import { defineTask, mnistTask } from '../../src/task.js'
import { initialParameters, parameterValues } from '../../src/training/parameters.js'

const net = (first: Layer, options = {}) =>
  sequential([first, flatten(), dense({ units: 10, activation: 'softmax' })], options)
const { training } = await loadMnist({ parts: ['training'], mirrors: [] })
const digits = takeDigits(training, 500)

/** What the first convolution yields at each of its windows: for each filter, in the order of the windows. */
function responses(network: Sequential, { images, count }: Digits): number[][] {
  const values = parameterValues(network, whitenedParameters(network, digits, 0))
  const [kernel, bias] = ['kernel', 'bias'].map(name => values[`conv2d.${name}`]!.data as Float32Array) as [
    Float32Array,
    Float32Array,
  ]
  const [filters] = values['conv2d.kernel']!.shape as [number]
  const standardized = network.config.preprocessing === 'standardize'
  return Array.from({ length: filters }, (_, filter) => {
    const found: number[] = []
    for (let image = 0; image < count; image++)
      for (let top = 0; top <= 23; top += 2)
        for (let left = 0; left <= 23; left += 2) {
          let sum = bias[filter]!
          for (let y = 0; y < 5; y++)
            for (let x = 0; x < 5; x++) {
              const pixel = images[image * 784 + (top + y) * 28 + left + x]! / 255
              sum +=
                kernel[filter * 25 + y * 5 + x]! *
                (standardized ? (pixel - mnistTask.mean[0]!) / mnistTask.deviation[0]! : pixel)
            }
          found.push(sum)
        }
    return found
  })
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
const product = (a: readonly number[], b: readonly number[]) => mean(a.map((value, i) => value * b[i]!))

describe.each(['standardize', 'normalize'])('after pixels that are handled by %s', preprocessing => {
  const network = net(conv2d({ filters: 12, kernelSize: 5, strides: 2 }), { preprocessing })
  const found = responses(network, digits)

  test('what the filters yield has a mean of 0 and a variance of 1, save where hardly anything varies, and is not correlated', () => {
    for (const [i, a] of found.entries()) {
      expect(Math.abs(mean(a))).toBeLessThan(1e-3)
      expect(product(a, a)).toBeGreaterThan(0.9)
      expect(product(a, a)).toBeLessThan(1.001)
      for (const [j, b] of found.entries()) if (i >> 1 !== j >> 1) expect(Math.abs(product(a, b))).toBeLessThan(1e-3)
    }
  })

  test('each other filter is the negative of the one before', () => {
    for (let i = 0; i < found.length; i += 2) {
      const apart = found[i]!.map((value, at) => Math.abs(value + found[i + 1]![at]!))
      expect(apart.reduce((most, value) => Math.max(most, value))).toBeLessThan(1e-5)
    }
  })
})

test('all other weights are those that the seed draws', () => {
  const network = net(conv2d({ filters: 4, kernelSize: 5, strides: 2 }))
  const [whitened, drawn] = [whitenedParameters(network, digits, 7), initialParameters(network, 7)]
  const after = 4 * 25 + 4
  expect(whitened.trained.subarray(after)).toEqual(drawn.trained.subarray(after))
  expect(whitened.trained.subarray(0, 100)).not.toEqual(drawn.trained.subarray(0, 100))
})

test('of cropped images, the filters are those of images that were cropped before', () => {
  const convolution = () => conv2d({ filters: 12, kernelSize: 5, strides: 2 })
  const [top, bottom, left, right] = [2, 3, 1, 4]
  const cropping = [
    [top, bottom],
    [left, right],
  ] as const
  const inside = sequential(
    [cropping2d({ cropping }), convolution(), flatten(), dense({ units: 10, activation: 'softmax' })],
    {},
  )
  const [height, width] = [28 - top - bottom, 28 - left - right]
  const images = new Uint8Array(digits.count * height * width)
  for (let image = 0; image < digits.count; image++)
    for (let row = 0; row < height; row++) {
      const start = (image * 28 + row + top) * 28 + left
      images.set(digits.images.subarray(start, start + width), (image * height + row) * width)
    }
  const task = defineTask({ ...mnistTask, name: 'cropped', imageShape: [1, height, width] })
  const expected = whitenedParameters(net(convolution(), { task }), { ...digits, images }, 0)
  const found = whitenedParameters(inside, digits, 0)
  expect(found.trained.subarray(0, 12 * 26)).toEqual(expected.trained.subarray(0, 12 * 26))
})

test('images without a difference yield finite weights', () => {
  const blank = { images: new Uint8Array(784 * 3), labels: new Uint8Array(3), count: 3 }
  const { trained } = whitenedParameters(net(conv2d({ filters: 4, kernelSize: 3, useBias: false })), blank, 0)
  expect(trained.every(Number.isFinite)).toBe(true)
})

test('filters beyond the components and their negatives are drawn, and so is a net that begins with another layer', () => {
  const many = net(conv2d({ filters: 20, kernelSize: 3 }))
  const [whitened, drawn] = [whitenedParameters(many, digits, 3), initialParameters(many, 3)]
  expect(whitened.trained.subarray(18 * 9, 20 * 9)).toEqual(drawn.trained.subarray(18 * 9, 20 * 9))
  expect(whitened.trained.subarray(0, 9)).not.toEqual(drawn.trained.subarray(0, 9))
  const plain = sequential([flatten(), dense({ units: 10, activation: 'softmax' })], {})
  expect(whitenedParameters(plain, digits, 3)).toEqual(initialParameters(plain, 3))
})
