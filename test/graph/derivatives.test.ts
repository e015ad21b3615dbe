import { describe, expect, test } from 'vitest'
import * as activation from '../../src/graph/activation.js'
import { conv2d } from '../../src/graph/convolution.js'
import * as elementwise from '../../src/graph/elementwise.js'
import { batchedMatmul, gemm } from '../../src/graph/linear.js'
import { batchNormalization } from '../../src/graph/normalization.js'
import { printGraph } from '../../src/graph/onnx.js'
import { quickMaxPool2d } from '../../src/graph/pooledConvolution.js'
import { averagePool2d, maxPool2d, type PoolOptions } from '../../src/graph/pooling.js'
import { expandLike, sum } from '../../src/graph/reduction.js'
import { concat, pad, reshape, reverse, slice, transpose } from '../../src/graph/shape.js'
import { input, type Tensor } from '../../src/graph/tensor.js'
import { randomStream } from '../../src/random.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { checkDerivative } from '../checks/derivative.js'

const positive = (normal: () => number) => 0.5 + Math.abs(normal())
/** No value within reach of a finite step across a kink at 0. */
const awayFromZero = (normal: () => number) => {
  const value = normal()
  return value + 0.1 * Math.sign(value)
}
/** Values far enough apart that a finite step changes no winner. */
const spread = () => {
  let next = 0
  return () => (((next++ * 37) % 101) - 50) / 20
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
  test('sqrt', () => checkDerivative(elementwise.sqrt, [{ shape: [5], values: positive }]))
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
  test('softmax', () => checkDerivative(activation.softmax, [x], { batch: true }))
  test('logSoftmax', () => checkDerivative(activation.logSoftmax, [x], { batch: true }))
})

describe('shape and reduction operators agree with finite differences', () => {
  const x = { shape: [2, 3, 4] }
  test('reshape', () => checkDerivative(t => reshape(t, ['batch', 12]), [x], { batch: true }))
  test('transpose', () => checkDerivative(t => transpose(t, [2, 0, 1]), [x], { batch: true }))
  test('slice', () => checkDerivative(t => slice(t, [{ axis: 2, start: 1, end: 3 }]), [x], { batch: true }))
  test('pad', () => checkDerivative(t => pad(t, [0, 1, 0], [0, 2, 3]), [x], { batch: true }))
  test('reverse', () => checkDerivative(t => reverse(t, [1, 2]), [x]))
  test('concat of ten parts', () =>
    checkDerivative(
      t =>
        concat(
          Array.from({ length: 10 }, (_, i) => slice(t, [{ axis: 1, start: i % 3, end: (i % 3) + 1 }])),
          1,
        ),
      [x],
      { batch: true },
    ))
  test('sum over the batch', () => checkDerivative(t => sum(t, [0, 2]), [x], { batch: true }))
  test('sum that keeps its axes', () => checkDerivative(t => sum(t, [1], true), [x], { batch: true }))
  test('expandLike', () =>
    checkDerivative(
      (t, like) => elementwise.multiply(expandLike(t, like), like),
      [{ shape: [1, 3] }, { shape: [2, 3] }],
    ))
})

describe('matrix products agree with finite differences', () => {
  for (const transposeA of [false, true])
    for (const transposeB of [false, true])
      test(`gemm with transposeA ${transposeA} and transposeB ${transposeB}`, () =>
        checkDerivative(
          (a, b, bias) => gemm(a, b, { transposeA, transposeB, bias }),
          [{ shape: transposeA ? [3, 2] : [2, 3] }, { shape: transposeB ? [4, 3] : [3, 4] }, { shape: [4] }],
        ))
  test('batchedMatmul', () => checkDerivative(batchedMatmul, [{ shape: [2, 3, 2] }, { shape: [2, 2, 4] }]))
})

describe('convolution agrees with finite differences', () => {
  const cases = [
    { name: 'valid', strides: [1, 1], pads: [0, 0, 0, 0], size: [5, 6], kernel: [3, 3] },
    { name: 'same', strides: [1, 1], pads: [1, 1, 1, 1], size: [4, 5], kernel: [3, 3] },
    { name: 'an even kernel with uneven padding', strides: [1, 1], pads: [0, 1, 1, 0], size: [4, 4], kernel: [2, 2] },
    { name: 'stride 2', strides: [2, 2], pads: [0, 0, 0, 0], size: [6, 7], kernel: [3, 3] },
    { name: 'stride 2, same', strides: [2, 2], pads: [0, 1, 1, 1], size: [6, 5], kernel: [3, 3] },
    { name: 'uneven strides and kernel', strides: [2, 1], pads: [1, 0, 1, 2], size: [5, 4], kernel: [3, 2] },
  ] as const
  for (const { name, strides, pads, size, kernel } of cases)
    test(name, () =>
      checkDerivative(
        (x, w, bias) => conv2d(x, w, { strides, pads, bias }),
        [{ shape: [2, 2, ...size] }, { shape: [3, 2, ...kernel] }, { shape: [3] }],
        { batch: true },
      ),
    )
})

describe('pooling agrees with finite differences', () => {
  const cases: (PoolOptions & { name: string; size: readonly number[] })[] = [
    { name: 'tiles', poolSize: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], size: [4, 6] },
    { name: 'tiles with a rest', poolSize: [2, 3], strides: [2, 3], pads: [0, 0, 0, 0], size: [5, 7] },
    { name: 'overlapping windows', poolSize: [3, 3], strides: [2, 2], pads: [0, 0, 0, 0], size: [5, 7] },
    { name: 'padding', poolSize: [3, 3], strides: [2, 2], pads: [0, 1, 1, 1], size: [4, 5] },
    { name: 'gaps between windows', poolSize: [2, 2], strides: [3, 3], pads: [0, 0, 0, 0], size: [6, 7] },
  ]
  for (const { name, size, ...options } of cases) {
    test(`maxPool2d: ${name}`, () =>
      checkDerivative(x => maxPool2d(x, options), [{ shape: [2, 2, ...size], values: spread() }], { batch: true }))
    test(`averagePool2d: ${name}`, () =>
      checkDerivative(x => averagePool2d(x, options), [{ shape: [2, 2, ...size] }], { batch: true }))
  }
})

describe('the quick max pool agrees with finite differences and with the plain one', () => {
  const plain = { strides: [1, 1], pads: [0, 0, 0, 0] } as const
  const cases = [
    { name: 'of a convolution 3 × 3', size: [8, 8], kernel: [3, 3], pool: 2 },
    { name: 'of a convolution 2 × 2, rows left over', size: [6, 8], kernel: [2, 2], pool: 2 },
    { name: 'of a convolution 2 × 2, by 3', size: [6, 9], kernel: [2, 2], pool: 3 },
    { name: 'of a convolution whose image it does not tile', size: [7, 7], kernel: [3, 3], pool: 2 },
  ]
  for (const { name, size, kernel, pool } of cases) {
    const window = { poolSize: [pool, pool], strides: [pool, pool], pads: [0, 0, 0, 0] } as const
    const operands = [{ shape: [2, 2, ...size] }, { shape: [3, 2, ...kernel] }, { shape: [3] }]
    test(name, () =>
      checkDerivative((x, w, bias) => quickMaxPool2d(conv2d(x, w, { ...plain, bias }), window), operands, {
        batch: true,
        step: 2e-3,
        tolerance: 4e-2,
      }),
    )
    test(`${name}: the same values`, async () => {
      const [x, w, bias] = operands.map(({ shape }, i) => input(`x${i}`, 'float32', shape)) as [Tensor, Tensor, Tensor]
      const convolved = conv2d(x, w, { ...plain, bias })
      const model = printGraph({
        quick: quickMaxPool2d(activation.relu(convolved), window),
        plain: maxPool2d(activation.relu(convolved), window),
      }).model
      const program = await nodeRuntime.compile(model, { threads: 1 })
      const random = randomStream(5, name)
      const values = operands.map(({ shape }) => ({
        data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, random.normal),
        shape,
      }))
      const result = await program.run({ x0: values[0]!, x1: values[1]!, x2: values[2]! })
      expect(result.quick!.shape).toEqual(result.plain!.shape)
      for (const [i, value] of result.plain!.data.entries())
        expect(Number(result.quick!.data[i])).toBeCloseTo(Number(value), 4)
    })
  }
})

test('batchNormalization agrees with finite differences', () =>
  checkDerivative(
    (x, gamma, beta) => batchNormalization(x, gamma, beta, 1e-3).y,
    [{ shape: [4, 2, 2, 3] }, { shape: [2] }, { shape: [2] }],
    { batch: true },
  ))
