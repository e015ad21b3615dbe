import { expect, test } from 'vitest'
import { ops } from '../../src/engine.js'
import { multiplyAdds } from '../../src/graph/multiplyAdds.js'
import { networkFrom } from '../../src/model/configuration.js'
import { preset } from '../../src/model/presets.js'
import { countMultiplyAdds } from '../../src/model/summary.js'

const weights = (shape: readonly number[]) =>
  ops.constant(new Float32Array(shape.reduce((product, length) => product * length, 1)), shape)
const image = ops.input('x', 'float32', ['batch', 3, 8, 8])
const none = { strides: [1, 1], pads: [0, 0, 0, 0] } as const

test('a convolution multiplies each value of its kernel at each place', () => {
  expect(multiplyAdds([ops.conv2d(image, weights([5, 3, 3, 3]), none)])).toBe(5 * 6 * 6 * (3 * 3 * 3))
  const strided = ops.conv2d(image, weights([5, 3, 3, 3]), { ...none, strides: [2, 2] })
  expect(multiplyAdds([strided])).toBe(5 * 3 * 3 * (3 * 3 * 3))
})

test('a product of matrices multiplies rows by columns, whichever of them is transposed', () => {
  const x = ops.input('x', 'float32', ['batch', 784])
  expect(multiplyAdds([ops.gemm(x, weights([784, 10]))])).toBe(7840)
  expect(multiplyAdds([ops.gemm(x, weights([10, 784]), { transposeB: true })])).toBe(7840)
  expect(multiplyAdds([ops.gemm(weights([4, 2]), weights([4, 3]), { transposeA: true })])).toBe(2 * 3 * 4)
  expect(multiplyAdds([ops.matmul(x, weights([784, 10]))])).toBe(7840)
})

test('what two outputs share is counted once, and what is done to single values not at all', () => {
  const hidden = ops.gemm(ops.input('x', 'float32', ['batch', 4]), weights([4, 4]))
  expect(multiplyAdds([ops.relu(hidden), ops.add(hidden, hidden)])).toBe(16)
})

test('the nets of the presets cost what their layers say', () => {
  const mlp = 784 * 256 + 256 * 128 + 128 * 10
  expect(countMultiplyAdds(networkFrom(preset('mlp')))).toBe(mlp)
  const keras = 26 ** 2 * 32 * 9 + 11 ** 2 * 64 * (9 * 32) + 1600 * 10
  expect(countMultiplyAdds(networkFrom(preset('keras')))).toBe(keras)
})

test('layers that convolve depth by depth, upward or several times at once are counted, too', () => {
  const net = networkFrom({
    layers: [
      { kind: 'depthwiseConv2d', kernelSize: 3 },
      { kind: 'conv2dTranspose', filters: 4, kernelSize: 2, strides: 2 },
      { kind: 'flatten' },
      { kind: 'dense', units: 10, activation: 'softmax' },
    ],
  })
  expect(countMultiplyAdds(net)).toBe(26 ** 2 * 9 + 26 ** 2 * 4 * 4 + 52 ** 2 * 4 * 10)
})
