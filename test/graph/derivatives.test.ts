import { describe, expect, test } from 'vitest'
import * as activation from '../../src/graph/activation.js'
import { gradients } from '../../src/graph/backward.js'
import { clip, maximum, minimum, where } from '../../src/graph/comparison.js'
import { conv2d } from '../../src/graph/convolution.js'
import * as elementwise from '../../src/graph/elementwise.js'
import { takeAlongAxis } from '../../src/graph/gather.js'
import { batchFirst, batchLast } from '../../src/graph/layout.js'
import { gemm, matmul } from '../../src/graph/linear.js'
import { mean } from '../../src/graph/mean.js'
import { batchNormalization, normalizeChannels } from '../../src/graph/normalization.js'
import { toOnnx } from '../../src/graph/onnx.js'
import { averagePool2d, maxPool2d, type PoolOptions } from '../../src/graph/pooling.js'
import { expandLike, sum } from '../../src/graph/reduction.js'
import { pad, reshape, slice, transpose } from '../../src/graph/shape.js'
import { input, integers } from '../../src/graph/tensor.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { checkDerivative } from '../checks/derivative.js'
import type { Build } from '../checks/graph.js'

const positive = (normal: () => number) => 0.5 + Math.abs(normal())
/** No value within reach of a finite step across a kink at 0. */
const awayFromZero = (normal: () => number) => {
  const value = normal()
  return value + 0.1 * Math.sign(value)
}
/** Values far enough apart that a finite step changes no winner. */
const spread = (shift = 0) => {
  let next = 0
  return () => shift + (((next++ * 37) % 101) - 50) / 20
}

describe('elementwise operators agree with finite differences', () => {
  const row = { shape: [3] }
  const matrix = { shape: [2, 3] }
  test('add, with broadcasting', () => checkDerivative(elementwise.add, [matrix, row], { batch: true }))
  test('subtract, with broadcasting', () => checkDerivative(elementwise.subtract, [row, matrix]))
  test('multiply, with broadcasting of an inner axis', () =>
    checkDerivative(elementwise.multiply, [{ shape: [2, 1, 3] }, { shape: [2, 4, 1] }]))
  test('divide', () => checkDerivative(elementwise.divide, [matrix, { shape: [3], values: positive }]))
  test('negate', () => checkDerivative(elementwise.negate, [matrix]))
  test('exp', () => checkDerivative(elementwise.exp, [matrix]))
  test('log', () => checkDerivative(elementwise.log, [{ shape: [5], values: positive }]))
  test('absolute', () => checkDerivative(elementwise.absolute, [{ shape: [2, 7], values: awayFromZero }]))
  test('square', () => checkDerivative(elementwise.square, [matrix]))
  test('power', () => checkDerivative(x => elementwise.power(x!, 1.7), [{ shape: [5], values: positive }]))
  test('power with a whole number, of any sign', () => checkDerivative(x => elementwise.power(x!, 3), [matrix]))
  test('sqrt', () => checkDerivative(elementwise.sqrt, [{ shape: [5], values: positive }]))
})

describe('comparisons agree with finite differences', () => {
  const column = { shape: [2, 1], values: spread() }
  const matrix = () => ({ shape: [2, 3], values: spread() })
  test('maximum, with broadcasting', () => checkDerivative(maximum, [matrix(), { ...column, values: spread(-0.6) }]))
  test('minimum, with broadcasting', () => checkDerivative(minimum, [{ ...column, values: spread(-0.6) }, matrix()]))
  test('clip', () => checkDerivative(x => clip(x!, -0.6, 0.7), [{ shape: [2, 9], values: spread() }], { batch: true }))
  test('where, with broadcasting', () =>
    checkDerivative(
      (x, a, b) => where(elementwise.greaterMask(x!, 0), elementwise.multiply(a!, x!), b!),
      [{ shape: [2, 7], values: awayFromZero }, { shape: [2, 7] }, { shape: [7] }],
    ))
  test('equal values share the gradient of their maximum, and of their minimum', async () => {
    const [a, b] = [input('a', 'float32', [3]), input('b', 'float32', [3])]
    for (const [f, expected] of [
      [maximum, [0.5, 1, 0]],
      [minimum, [0.5, 0, 1]],
    ] as const) {
      const [da] = gradients(sum(f(a, b), [0]), [a, b])
      const program = await nodeRuntime.compile(toOnnx({ da: da! }).model, { threads: 1 })
      const [x, y] = [Float32Array.of(1, 2, 3), Float32Array.of(1, 1, 4)]
      const result = await program.run({ a: { data: x, shape: [3] }, b: { data: y, shape: [3] } })
      expect([...result.da!.data]).toEqual(expected)
      await program.dispose()
    }
  })
})

describe('activations agree with finite differences', () => {
  const x = { shape: [2, 7], values: awayFromZero }
  test('relu', () => checkDerivative(activation.relu, [x], { batch: true }))
  test('leakyRelu', () => checkDerivative(t => activation.leakyRelu(t, 0.2), [x]))
  test('elu', () => checkDerivative(t => activation.elu(t, 0.8), [x]))
  test('gelu', () => checkDerivative(activation.gelu, [x]))
  test('silu', () => checkDerivative(activation.silu, [x]))
  test('tanh', () => checkDerivative(activation.tanh, [x]))
  test('sigmoid', () => checkDerivative(activation.sigmoid, [x]))
  test('erf', () => checkDerivative(activation.erf, [x]))
  test('softplus', () => checkDerivative(activation.softplus, [x]))
  const maps = { shape: [2, 3, 2, 2] }
  for (const axis of [undefined, 1]) {
    const of = axis === undefined ? '' : ' over channels'
    test(`softmax${of}`, () => checkDerivative(t => activation.softmax(t!, axis), [maps], { batch: true }))
    test(`logSoftmax${of}`, () => checkDerivative(t => activation.logSoftmax(t!, axis), [maps], { batch: true }))
  }
})

describe('shape and reduction operators agree with finite differences', () => {
  const x = { shape: [2, 3, 4] }
  test('reshape', () => checkDerivative(t => reshape(t, ['batch', 12]), [x], { batch: true }))
  test('transpose', () => checkDerivative(t => transpose(t, [2, 0, 1]), [x], { batch: true }))
  test('slice', () => checkDerivative(t => slice(t, [{ axis: 2, start: 1, end: 3 }]), [x], { batch: true }))
  test('pad', () => checkDerivative(t => pad(t, [0, 1, 0], [0, 2, 3]), [x], { batch: true }))
  test('sum over the batch', () => checkDerivative(t => sum(t, [0, 2]), [x], { batch: true }))
  test('mean over the batch', () => checkDerivative(t => mean(t, [0, 2]), [x], { batch: true }))
  test('mean that keeps its axes', () => checkDerivative(t => mean(t, [1], true), [x], { batch: true }))
  test('sum that keeps its axes', () => checkDerivative(t => sum(t, [1], true), [x], { batch: true }))
  test('logSumExp', () => checkDerivative(t => activation.logSumExp(t!, [0, 2]), [x], { batch: true }))
  test('logSumExp that keeps its axes', () =>
    checkDerivative(t => activation.logSumExp(t!, [1], true), [x], { batch: true }))
  test('logSumExp does not overflow', async () => {
    const y = activation.logSumExp(input('x', 'float32', [2]), [0])
    const program = await nodeRuntime.compile(toOnnx({ y }).model, { threads: 1 })
    const result = await program.run({ x: { data: Float32Array.of(1000, 1000), shape: [2] } })
    expect(Number(result.y!.data[0])).toBeCloseTo(1000 + Math.log(2), 3)
    await program.dispose()
  })
  test('takeAlongAxis, with an index that comes twice', () => {
    const indices = { ...integers([3, 0, 0, 1, 1, 2]), shape: [2, 3, 1] }
    return checkDerivative(t => takeAlongAxis(t!, indices, 2), [x]).then(() =>
      checkDerivative(t => takeAlongAxis(t!, { ...integers([0, 0, 1, 2]), shape: [1, 4] }, 0), [{ shape: [3, 4] }]),
    )
  })
  test('expandLike', () =>
    checkDerivative(
      (t, like) => elementwise.multiply(expandLike(t, like), like),
      [{ shape: [1, 3] }, { shape: [2, 3] }],
    ))
})

describe('matrix products agree with finite differences', () => {
  test('matmul of stacks', () => checkDerivative(matmul, [{ shape: [2, 3, 4] }, { shape: [2, 4, 2] }]))
  test('matmul of a stack and a matrix', () =>
    checkDerivative(matmul, [{ shape: [2, 3, 4] }, { shape: [4, 2] }], { batch: true }))
  test('matmul of a matrix and a stack of stacks', () =>
    checkDerivative(matmul, [{ shape: [3, 4] }, { shape: [2, 1, 4, 2] }]))
  test('matmul refuses sizes that do not fit', () =>
    expect(() => matmul(input('a', 'float32', ['batch', 2, 3]), input('b', 'float32', ['batch', 3]))).toThrow(
      'matmul: expected matrices whose inner sizes agree, received [batch, 2, 3] and [batch, 3]',
    ))
  for (const transposeA of [false, true])
    for (const transposeB of [false, true])
      test(`gemm with transposeA ${transposeA} and transposeB ${transposeB}`, () =>
        checkDerivative(
          (a, b, bias) => gemm(a, b, { transposeA, transposeB, bias }),
          [{ shape: transposeA ? [3, 2] : [2, 3] }, { shape: transposeB ? [4, 3] : [3, 4] }, { shape: [4] }],
        ))
})

// On a batch, `checkDerivative` compares with the graph that the rules make of it, too: windows that are unfolded with the batch
// on the last axis.

describe('convolution agrees with finite differences', () => {
  const cases = [
    { name: 'valid', strides: [1, 1], pads: [0, 0, 0, 0], size: [5, 6], kernel: [3, 3] },
    { name: 'same', strides: [1, 1], pads: [1, 1, 1, 1], size: [4, 5], kernel: [3, 3] },
    { name: 'an even kernel with uneven padding', strides: [1, 1], pads: [0, 1, 1, 0], size: [4, 4], kernel: [2, 2] },
    { name: 'stride 2', strides: [2, 2], pads: [0, 0, 0, 0], size: [6, 7], kernel: [3, 3] },
    { name: 'stride 2, same', strides: [2, 2], pads: [0, 1, 1, 1], size: [6, 5], kernel: [3, 3] },
    { name: 'uneven strides and kernel', strides: [2, 1], pads: [1, 0, 1, 2], size: [5, 4], kernel: [3, 2] },
  ] as const
  for (const { name, strides, pads, size, kernel } of cases) {
    const operands = [{ shape: [2, 2, ...size] }, { shape: [3, 2, ...kernel] }, { shape: [3] }]
    const convolve: Build = (x, w, bias) => conv2d(x!, w!, { strides, pads, bias: bias! })
    test(name, () => checkDerivative(convolve, operands, { batch: true }))
    test(`${name}, of a fixed number of images`, () => checkDerivative(convolve, operands))
  }

  test('where the kernel is computed from the image', () =>
    checkDerivative(
      x =>
        conv2d(x!, reshape(slice(x!, [{ axis: 0, start: 1, end: 2 }]), [1, 1, 3, 3]), {
          strides: [1, 1],
          pads: [0, 0, 0, 0],
        }),
      [{ shape: [2, 1, 3, 3] }],
    ))
})

describe('pools agree with finite differences', () => {
  const cases: (PoolOptions & { name: string; size: readonly number[] })[] = [
    { name: 'tiles', poolSize: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], size: [4, 6] },
    { name: 'tiles with a rest', poolSize: [2, 3], strides: [2, 3], pads: [0, 0, 0, 0], size: [5, 7] },
    { name: 'overlapping windows', poolSize: [3, 3], strides: [2, 2], pads: [0, 0, 0, 0], size: [5, 7] },
    { name: 'padding', poolSize: [3, 3], strides: [2, 2], pads: [0, 1, 1, 1], size: [4, 5] },
    { name: 'gaps between windows', poolSize: [2, 2], strides: [3, 3], pads: [0, 0, 0, 0], size: [6, 7] },
  ]
  for (const { name, size, ...options } of cases) {
    const image = () => ({ shape: [2, 2, ...size], values: spread() })
    test(`maximum: ${name}`, () => checkDerivative(x => maxPool2d(x!, options), [image()], { batch: true }))
    test(`mean: ${name}`, () => checkDerivative(x => averagePool2d(x!, options), [image()], { batch: true }))
    // Under a maximum, a convolution may be computed in another order, and rectifier and bias after it.
    const operands = [{ shape: [2, 2, size[0]! + 2, size[1]! + 2] }, { shape: [3, 2, 3, 3] }, { shape: [3] }]
    const plain = { strides: [1, 1], pads: [0, 0, 0, 0] } as const
    test(`maximum of a rectified convolution: ${name}`, () =>
      checkDerivative(
        (x, w, bias) => maxPool2d(activation.relu(conv2d(x!, w!, { ...plain, bias: bias! })), options),
        operands,
        { batch: true, step: 1e-3 },
      ))
  }

  test('a maximum shares the gradient out among equal winners', async () => {
    const x = input('x', 'float32', ['batch', 1, 2, 2])
    const y = maxPool2d(x, { poolSize: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] })
    const [dx] = gradients(sum(y, [0, 1, 2, 3]), [x])
    const program = await nodeRuntime.compile(toOnnx({ dx: dx! }).model, { threads: 1 })
    const result = await program.run({ x: { data: Float32Array.of(3, 1, 3, 2), shape: [1, 1, 2, 2] } })
    expect([...result.dx!.data]).toEqual([0.5, 0, 0.5, 0])
    await program.dispose()
  })
})

test('normalizeChannels agrees with finite differences', () =>
  checkDerivative(
    (x, gamma, beta, mean, variance) =>
      normalizeChannels(x!, { gamma: gamma!, beta: beta!, mean: mean!, variance: variance!, epsilon: 1e-3 }),
    [{ shape: [4, 2, 2, 3] }, { shape: [2] }, { shape: [2] }, { shape: [2] }, { shape: [2], values: positive }],
    { batch: true },
  ))

test('batch normalization where the batch lies on the last axis agrees with finite differences', () =>
  checkDerivative(
    (x, gamma, beta) => batchNormalization(batchFirst(elementwise.scale(batchLast(x!), 1.5)), gamma!, beta!, 1e-3).y,
    [{ shape: [4, 2, 2, 3] }, { shape: [2] }, { shape: [2] }],
    { batch: true },
  ))

test('batchNormalization agrees with finite differences', () =>
  checkDerivative(
    (x, gamma, beta) => batchNormalization(x, gamma, beta, 1e-3).y,
    [{ shape: [4, 2, 2, 3] }, { shape: [2] }, { shape: [2] }],
    { batch: true },
  ))
