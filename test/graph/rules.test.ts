import { describe, expect, test } from 'vitest'
import { logSumExp, relu, sigmoid, softmax } from '../../src/graph/activation.js'
import { concatenate } from '../../src/graph/concatenation.js'
import { conv2d } from '../../src/graph/convolution.js'
import { depthwiseConv2d } from '../../src/graph/depthwise.js'
import { add, log, multiply, negate, scale, subtract } from '../../src/graph/elementwise.js'
import { batchFirst, batchLast } from '../../src/graph/layout.js'
import { mean } from '../../src/graph/mean.js'
import { batchNormalization } from '../../src/graph/normalization.js'
import { averagePool2d, maxPool2d } from '../../src/graph/pooling.js'
import { sum } from '../../src/graph/reduction.js'
import { type Rule, rewrite } from '../../src/graph/rewrite.js'
import * as algebra from '../../src/graph/rules/algebra.js'
import * as images from '../../src/graph/rules/images.js'
import * as layout from '../../src/graph/rules/layout.js'
import * as logarithms from '../../src/graph/rules/logarithms.js'
import * as pooling from '../../src/graph/rules/pooling.js'
import { rules } from '../../src/graph/rules/rules.js'
import * as unfolding from '../../src/graph/rules/unfolding.js'
import { pad, reshape, transpose } from '../../src/graph/shape.js'
import { type Dimension, operation, scalar, type Tensor } from '../../src/graph/tensor.js'
import { conv2dTranspose } from '../../src/graph/transposedConvolution.js'
import { upsample2d } from '../../src/graph/upsampling.js'
import { type Build, expectSame, inputsFor, type Operand, operatorsOf } from '../checks/graph.js'

const x: Operand = { shape: ['batch', 2, 4, 4] }
const z: Operand = { shape: [2, 4, 4, 'batch'] }
const w: Operand = { shape: [3, 2, 3, 3] }
const perChannel: Operand = { shape: [2] }
const of = (...shape: Dimension[]): Operand => ({ shape })

const valid = { strides: [1, 1], pads: [0, 0, 0, 0] } as const
const tiles = { poolSize: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] } as const
const overlapping = { poolSize: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] } as const
const larger = (x: Tensor, bound: Tensor) => operation('Max', [x, bound], { shape: x.shape, derivative: dy => [dy] })
const dilated = (x: Tensor, w: Tensor) =>
  operation('Conv', [x, w], {
    shape: [x.shape[0]!, 3, 2, 2],
    attributes: {
      kernel_shape: { ints: [2, 2] },
      strides: { ints: [1, 1] },
      dilations: { ints: [2, 2] },
      pads: { ints: [0, 0, 0, 0] },
    },
  })

type Case = readonly [title: string, build: Build, operands: readonly Operand[]]

/** Where a rule is at work, where it must not be, and the operators that it makes of the first case. */
interface Expectation {
  readonly fires: readonly Case[]
  readonly leaves: readonly Case[]
  readonly becomes: readonly string[]
}

const expectations = new Map<Rule, Expectation>([
  [
    algebra.multiplyByOne,
    {
      fires: [
        ['on the right', x => multiply(x!, scalar(1)), [x]],
        ['on the left', x => multiply(scalar(1), x!), [x]],
      ],
      leaves: [
        ['another factor', x => scale(x!, 2), [x]],
        ['a one that repeats x', x => multiply(x!, sum(multiply(x!, scalar(0)), [0], true)), [of(1, 3)]],
      ],
      becomes: [],
    },
  ],
  [
    logarithms.logOfSoftmax,
    {
      fires: [
        ['bare', x => log(softmax(x!)), [of('batch', 5)]],
        ['kept from 0', x => log(larger(softmax(x!), scalar(1e-7))), [of('batch', 5)]],
        ['along another axis', x => log(softmax(x!, 1)), [x]],
      ],
      leaves: [
        ['of something else', x => log(multiply(x!, x!)), [of('batch', 5)]],
        ['a bound that matters', x => log(larger(softmax(x!), scalar(0.1))), [of('batch', 5)]],
        ['a bound that is computed', (x, b) => log(larger(softmax(x!), b!)), [of('batch', 5), of()]],
      ],
      becomes: ['LogSoftmax'],
    },
  ],
  [
    logarithms.logOfSigmoid,
    {
      fires: [
        ['bare', x => log(sigmoid(x!)), [of('batch', 5)]],
        ['kept from 0', x => log(larger(sigmoid(x!), scalar(1e-7))), [of('batch', 5)]],
        ['of the complement', x => log(larger(subtract(scalar(1), sigmoid(x!)), scalar(1e-7))), [of('batch', 5)]],
      ],
      leaves: [
        ['a bound that matters', x => log(larger(sigmoid(x!), scalar(0.1))), [of('batch', 5)]],
        ['what is left of something else than 1', x => log(subtract(scalar(2), sigmoid(x!))), [of('batch', 5)]],
        [
          'what is left of 1 without something else',
          x => log(subtract(scalar(1), scale(sigmoid(x!), 0.5))),
          [of('batch', 5)],
        ],
      ],
      becomes: ['Neg', 'Neg', 'Softplus'],
    },
  ],
  [
    algebra.joinReshapes,
    {
      fires: [
        ['two', x => reshape(reshape(x!, ['batch', 32]), ['batch', 4, 8]), [x]],
        ['back to the first shape', x => reshape(reshape(x!, ['batch', 32]), ['batch', 2, 4, 4]), [x]],
      ],
      leaves: [
        ['one', x => reshape(x!, ['batch', 32]), [x]],
        ['an operation between', x => reshape(negate(reshape(x!, ['batch', 32])), ['batch', 4, 8]), [x]],
      ],
      becomes: ['Reshape'],
    },
  ],
  [
    algebra.dropReshape,
    {
      fires: [['the same shape', x => reshape(x!, ['batch', 2, 4, 4]), [x]]],
      leaves: [['another', x => reshape(x!, ['batch', 2, 16]), [x]]],
      becomes: [],
    },
  ],
  [
    algebra.joinTransposes,
    {
      fires: [
        ['there and back', x => transpose(transpose(x!, [3, 0, 1, 2]), [1, 2, 3, 0]), [x]],
        ['further', x => transpose(transpose(x!, [3, 0, 1, 2]), [2, 1, 0, 3]), [x]],
        ['three', x => transpose(transpose(transpose(x!, [1, 0, 2, 3]), [0, 2, 1, 3]), [3, 0, 1, 2]), [x]],
      ],
      leaves: [
        ['one', x => transpose(x!, [3, 0, 1, 2]), [x]],
        ['a reshape between', x => transpose(reshape(transpose(x!, [0, 2, 1]), [2, 2, 3]), [2, 0, 1]), [of(2, 3, 2)]],
      ],
      becomes: [],
    },
  ],
  [
    pooling.reluAfterMaxPool,
    {
      fires: [
        ['tiles', x => maxPool2d(relu(x!), tiles), [x]],
        ['overlapping windows with padding', x => maxPool2d(relu(x!), overlapping), [x]],
      ],
      leaves: [
        ['another pool', x => averagePool2d(relu(x!), tiles), [x]],
        ['another function', x => maxPool2d(negate(x!), tiles), [x]],
        [
          'where the rectified values are needed themselves',
          x => {
            const y = relu(x!)
            return add(maxPool2d(y, { ...tiles, poolSize: [1, 1], strides: [1, 1] }), y)
          },
          [x],
        ],
      ],
      becomes: ['MaxPool', 'Relu'],
    },
  ],
  [
    pooling.biasAfterMaxPool,
    {
      fires: [
        [
          'of a convolution',
          (x, w, bias) => maxPool2d(conv2d(x!, w!, { ...valid, bias: bias! }), tiles),
          [x, w, of(3)],
        ],
        ['added', (x, b) => maxPool2d(add(x!, reshape(b!, [1, 2, 1, 1])), overlapping), [x, perChannel]],
        ['a number', (x, b) => maxPool2d(add(x!, b!), tiles), [x, of()]],
      ],
      leaves: [
        ['no bias', (x, w) => maxPool2d(conv2d(x!, w!, valid), tiles), [x, w]],
        ['one for each pixel', (x, b) => maxPool2d(add(x!, b!), tiles), [x, of(4, 4)]],
        ['one for each column', (x, b) => maxPool2d(add(x!, b!), tiles), [x, of(4)]],
        ['another pool', (x, b) => averagePool2d(add(x!, reshape(b!, [1, 2, 1, 1])), tiles), [x, perChannel]],
        ['a sum of images', (x, y) => maxPool2d(add(x!, y!), tiles), [x, x]],
        ['a sum in which x is repeated', (x, y) => maxPool2d(add(x!, y!), tiles), [of(1, 2, 4, 4), of(2, 1, 1, 1)]],
      ],
      becomes: ['Add', 'Conv', 'MaxPool', 'Reshape'],
    },
  ],
  [
    unfolding.unfoldMaxPoolOfConvolution,
    {
      fires: [
        ['tiles', (x, w) => maxPool2d(conv2d(x!, w!, valid), tiles), [x, w]],
        [
          'gaps between windows',
          (x, w) => maxPool2d(conv2d(x!, w!, { ...valid, pads: [1, 1, 1, 1] }), { ...tiles, strides: [3, 3] }),
          [of('batch', 2, 5, 5), w],
        ],
      ],
      leaves: [
        ['overlapping windows', (x, w) => maxPool2d(conv2d(x!, w!, valid), overlapping), [x, w]],
        ['a bias', (x, w, bias) => maxPool2d(conv2d(x!, w!, { ...valid, bias: bias! }), tiles), [x, w, of(3)]],
        ['another pool', (x, w) => averagePool2d(conv2d(x!, w!, valid), tiles), [x, w]],
        ['a fixed number of images', (x, w) => maxPool2d(conv2d(x!, w!, valid), tiles), [of(3, 2, 4, 4), w]],
        [
          'where all of the convolution is needed',
          (x, w) => {
            const y = conv2d(x!, w!, valid)
            return add(maxPool2d(y, { ...tiles, poolSize: [1, 1], strides: [1, 1] }), y)
          },
          [x, w],
        ],
      ],
      becomes: [
        'Gather',
        'Gemm',
        'ReduceMax',
        'Reshape',
        'Reshape',
        'Reshape',
        'Reshape',
        'Reshape',
        'Reshape',
        'Transpose',
        'Transpose',
      ],
    },
  ],
  [
    unfolding.unfoldConvolution,
    {
      fires: [
        ['bare', (x, w) => conv2d(x!, w!, valid), [x, w]],
        [
          'with a bias, strides and padding',
          (x, w, bias) => conv2d(x!, w!, { strides: [2, 1], pads: [1, 0, 1, 2], bias: bias! }),
          [x, w, of(3)],
        ],
      ],
      leaves: [
        ['a fixed number of images', (x, w) => conv2d(x!, w!, valid), [of(3, 2, 4, 4), w]],
        ['a kernel with gaps', (x, w) => dilated(x!, w!), [x, of(3, 2, 2, 2)]],
      ],
      becomes: ['Gather', 'Gemm', 'Reshape', 'Reshape', 'Reshape', 'Reshape', 'Reshape', 'Transpose', 'Transpose'],
    },
  ],
  [
    unfolding.unfoldMaxPool,
    {
      fires: [
        ['tiles', x => maxPool2d(x!, tiles), [x]],
        ['overlapping windows with padding', x => maxPool2d(x!, overlapping), [x]],
      ],
      leaves: [
        ['a fixed number of images', x => maxPool2d(x!, tiles), [of(3, 2, 4, 4)]],
        ['another pool', x => averagePool2d(x!, tiles), [x]],
      ],
      becomes: ['Gather', 'ReduceMax', 'Reshape', 'Reshape', 'Reshape', 'Transpose', 'Transpose'],
    },
  ],
  [
    unfolding.unfoldAveragePool,
    {
      fires: [
        ['tiles', x => averagePool2d(x!, tiles), [x]],
        ['overlapping windows with padding', x => averagePool2d(x!, overlapping), [x]],
      ],
      leaves: [
        ['a fixed number of images', x => averagePool2d(x!, tiles), [of(3, 2, 4, 4)]],
        ['another pool', x => maxPool2d(x!, tiles), [x]],
      ],
      becomes: ['Gather', 'Mul', 'ReduceSum', 'Reshape', 'Reshape', 'Reshape', 'Transpose', 'Transpose'],
    },
  ],
  [
    layout.layoutAfterElementwise,
    {
      fires: [
        ['one operand', z => relu(batchFirst(z!)), [z]],
        ['two that were turned', (z, other) => multiply(batchFirst(z!), batchFirst(other!)), [z, z]],
        ['a number', z => scale(batchFirst(z!), 3), [z]],
        ['a number for each channel', (z, b) => add(reshape(b!, [1, 2, 1, 1]), batchFirst(z!)), [z, perChannel]],
        ['a number for each column', (z, b) => add(batchFirst(z!), b!), [z, of(4)]],
        ['a number for each image', (z, b) => multiply(batchFirst(z!), b!), [z, of('batch', 1, 1, 1)]],
        ['a vector', z => relu(batchFirst(z!)), [of(5, 'batch')]],
      ],
      leaves: [
        ['an operand with a batch of its own', (z, mask) => multiply(batchFirst(z!), mask!), [z, x]],
        ['turned the other way', x => relu(batchLast(x!)), [x]],
        ['turned in another way', z => relu(transpose(z!, [3, 1, 0, 2])), [z]],
        ['no batch', z => relu(batchFirst(z!)), [of(2, 4, 4, 3)]],
        ['what is not elementwise', z => softmax(batchFirst(z!)), [z]],
        ['what is repeated along more axes', (z, b) => add(batchFirst(z!), b!), [of(4, 'batch'), of(2, 'batch', 4)]],
      ],
      becomes: ['Relu', 'Transpose'],
    },
  ],
  [
    layout.layoutAfterReduction,
    {
      fires: [
        ['over pixels', z => sum(batchFirst(z!), [2, 3]), [z]],
        ['over pixels, kept', z => mean(batchFirst(z!), [2, 3], true), [z]],
        ['over the batch', z => sum(batchFirst(z!), [0]), [z]],
        ['over batch and pixels', z => mean(batchFirst(z!), [0, 2, 3]), [z]],
        ['over the batch, kept', z => sum(batchFirst(z!), [0], true), [z]],
        ['a logarithm of a sum of exponentials', z => logSumExp(batchFirst(z!), [1]), [z]],
        ['over all but the batch', z => sum(batchFirst(z!), [1, 2, 3]), [z]],
      ],
      leaves: [
        ['turned the other way', x => sum(batchLast(x!), [0]), [x]],
        ['not turned', x => sum(x!, [0]), [x]],
      ],
      becomes: ['ReduceSum', 'Transpose'],
    },
  ],
  [
    layout.layoutAfterReshape,
    {
      fires: [
        ['to vectors', z => reshape(batchFirst(z!), ['batch', 32]), [z]],
        ['to other images', z => reshape(batchFirst(z!), ['batch', 4, 2, 2, 2]), [z]],
      ],
      leaves: [
        ['that takes examples together', z => reshape(batchFirst(z!), ['2*batch', 16]), [z]],
        ['that moves the batch', z => reshape(batchFirst(z!), [2, 4, 4, 'batch']), [z]],
        ['not turned', x => reshape(x!, ['batch', 32]), [x]],
      ],
      becomes: ['Reshape', 'Transpose'],
    },
  ],
  [
    layout.layoutAfterBatchNormalization,
    {
      fires: [
        [
          'of images',
          (z, gamma, beta) => batchNormalization(batchFirst(z!), gamma!, beta!, 1e-3).y,
          [z, perChannel, perChannel],
        ],
        [
          'of vectors',
          (z, gamma, beta) => batchNormalization(batchFirst(z!), gamma!, beta!, 1e-3).y,
          [of(2, 'batch'), perChannel, perChannel],
        ],
      ],
      leaves: [
        ['not turned', (x, gamma, beta) => batchNormalization(x!, gamma!, beta!, 1e-3).y, [x, perChannel, perChannel]],
      ],
      becomes: [
        ...['BatchNormalization', 'Mul', 'ReduceMean', 'ReduceMean', 'Reshape', 'Reshape', 'Reshape', 'Sub'],
        ...['Transpose', 'Transpose', 'Transpose'],
      ],
    },
  ],
  [
    images.unfoldDepthwiseConvolution,
    {
      fires: [
        ['with a bias', (x, w, bias) => depthwiseConv2d(x!, w!, { ...valid, bias: bias! }), [x, of(4, 1, 3, 3), of(4)]],
        ['without', (x, w) => depthwiseConv2d(x!, w!, { strides: [2, 1], pads: [0, 1, 1, 0] }), [x, of(2, 1, 2, 3)]],
      ],
      leaves: [
        ['one that sees all channels', (x, w) => conv2d(x!, w!, valid), [x, w]],
        ['of one channel', (x, w) => depthwiseConv2d(x!, w!, valid), [of('batch', 1, 4, 4), of(2, 1, 2, 2)]],
        ['no batch', (x, w) => depthwiseConv2d(x!, w!, valid), [of(3, 2, 4, 4), of(2, 1, 3, 3)]],
      ],
      becomes: [
        'Add',
        'Gather',
        'MatMul',
        'Reshape',
        'Reshape',
        'Reshape',
        'Reshape',
        'Reshape',
        'Transpose',
        'Transpose',
      ],
    },
  ],
  [
    images.foldTransposedConvolution,
    {
      fires: [
        [
          'cut to a size',
          (x, w) => conv2dTranspose(x!, w!, { strides: [2, 2], pads: [0, 0, 1, 1], size: [8, 8] }),
          [x, of(2, 3, 3, 3)],
        ],
        [
          'with a bias and gaps',
          (x, w, bias) => conv2dTranspose(x!, w!, { strides: [3, 3], pads: [0, 0, 0, 0], size: [12, 12], bias: bias! }),
          [x, of(2, 3, 2, 2), of(3)],
        ],
      ],
      leaves: [
        ['no batch', (x, w) => conv2dTranspose(x!, w!, { ...valid, size: [5, 5] }), [of(3, 2, 4, 4), of(2, 1, 2, 2)]],
      ],
      becomes: [
        ...[
          'Concat',
          'ConstantOfShape',
          'Gather',
          'Gemm',
          'Reshape',
          'Reshape',
          'Reshape',
          'Reshape',
          'ScatterND',
          'Shape',
        ],
        ...['Slice', 'Transpose', 'Transpose'],
      ],
    },
  ],
  [
    images.gatherUpsampling,
    {
      fires: [
        ['nearest', x => upsample2d(x!, [2, 3], 'nearest'), [x]],
        ['bilinear', x => upsample2d(x!, [3, 2], 'bilinear'), [x]],
      ],
      leaves: [['no batch', x => upsample2d(x!, [2, 2], 'nearest'), [of(3, 2, 4, 4)]]],
      becomes: ['Gather', 'Reshape', 'Reshape', 'Transpose', 'Transpose'],
    },
  ],
  [
    layout.layoutAfterConcatenation,
    {
      fires: [
        ['of channels', (a, b) => concatenate([batchFirst(a!), batchFirst(b!)], 1), [z, of(3, 4, 4, 'batch')]],
        ['with one that is not turned', (a, b) => concatenate([batchFirst(a!), b!], 2), [z, of('batch', 2, 1, 4)]],
      ],
      leaves: [
        ['not turned', (a, b) => concatenate([a!, b!], 1), [x, x]],
        ['of batches', (a, b) => concatenate([a!, b!], 0), [of(2, 4), of(3, 4)]],
      ],
      becomes: ['Concat', 'Transpose'],
    },
  ],
  [
    layout.layoutAfterPad,
    {
      fires: [['around pixels', z => pad(batchFirst(z!), [0, 0, 1, 2], [0, 1, 0, 3], 0.5), [z]]],
      leaves: [['not turned', x => pad(x!, [0, 0, 1, 1], [0, 0, 1, 1]), [x]]],
      becomes: ['Pad', 'Transpose'],
    },
  ],
])

test('every rule is tried here', () => {
  expect([...expectations.keys()].map(({ name }) => name).sort()).toEqual([...rules.keys()].sort())
})

test('every rule says by which law it holds', () => {
  for (const { law } of rules.values()) expect(law).toMatch(/.{20,}\.$/)
})

for (const [rule, { fires, leaves, becomes }] of expectations)
  describe(rule.name, () => {
    const rewritten = (y: Tensor, inputs: readonly Tensor[]) => rewrite({ y }, [[rule]], inputs).y
    for (const [title, build, operands] of fires)
      test(`computes the same: ${title}`, async () => {
        const inputs = inputsFor(operands)
        const y = build(...inputs)
        const after = rewritten(y, inputs)
        expect(after).not.toBe(y)
        expect(rewritten(after, inputs), 'it comes to an end').toBe(after)
        await expectSame(y, after, operands, inputs)
      })
    for (const [title, build, operands] of leaves)
      test(`leaves alone: ${title}`, () => {
        const inputs = inputsFor(operands)
        const y = build(...inputs)
        expect(rewritten(y, inputs)).toBe(y)
      })
    test('makes what it promises', () => {
      const [, build, operands] = fires[0]!
      const inputs = inputsFor(operands)
      expect(operatorsOf(rewritten(build(...inputs), inputs))).toEqual(becomes)
    })
  })

describe('where no gradient passes, ONNX has its own operators', () => {
  for (const rule of [...Object.values(unfolding), ...Object.values(images)])
    test(rule.name, () => {
      const inputs = inputsFor([x, w])
      const y = maxPool2d(averagePool2d(conv2d(inputs[0]!, inputs[1]!, valid), { ...tiles, strides: [1, 1] }), tiles)
      expect(rewrite({ y }, [[rule]], []).y).toBe(y)
    })
})
