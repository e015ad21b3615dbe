import { unfoldedDepthwiseConv2d } from '../depthwise.js'
import { inBatchLast } from '../layout.js'
import { op, operationOf } from '../pattern.js'
import { rule } from '../rewrite.js'
import { fixed } from '../tensor.js'
import { foldedConv2dTranspose } from '../transposedConvolution.js'
import { gatheredUpsample2d } from '../upsampling.js'
import { poolWindow } from './windows.js'

// More of what is computed with the batch on the last axis where a gradient passes.

export const unfoldDepthwiseConvolution = rule({
  name: 'unfoldDepthwiseConvolution',
  law: 'A convolution of each channel by itself is one product of its kernels and the pixels that they meet, for each channel.',
  pattern: op('Conv', ['x', 'w'], 'y'),
  replace({ x, w, y }, { isDifferentiated }) {
    const { attributes, inputs } = operationOf(y)
    const channels = fixed(x, 1)
    const isDepthwise =
      channels > 1 && attributes.group && 'int' in attributes.group && attributes.group.int === channels
    if (!isDepthwise || !isDifferentiated(y)) return undefined
    return inBatchLast(x, z => unfoldedDepthwiseConv2d(z, w, poolWindow(y), inputs[2]))
  },
})

export const foldTransposedConvolution = rule({
  name: 'foldTransposedConvolution',
  law: 'A transposed convolution is a product of the kernel and all pixels, whose columns are added up where they meet in the larger image.',
  pattern: op('ConvTranspose', ['x', 'w'], 'y'),
  replace({ x, w, y }, { isDifferentiated }) {
    if (!isDifferentiated(y)) return undefined
    const size = [fixed(y, 2), fixed(y, 3)] as const
    return inBatchLast(x, z => foldedConv2dTranspose(z, w, poolWindow(y), size, operationOf(y).inputs[2]))
  },
})

export const gatherUpsampling = rule({
  name: 'gatherUpsampling',
  law: 'Pixels are repeated by copying rows, or mixed by the same matrix for every row and one for every column.',
  pattern: op('Resize', ['x'], 'y'),
  replace({ x, y }, { isDifferentiated }) {
    if (!isDifferentiated(y)) return undefined
    const { mode } = operationOf(y).attributes
    const interpolation = mode && 'text' in mode && mode.text === 'nearest' ? 'nearest' : 'bilinear'
    const factors = [fixed(y, 2) / fixed(x, 2), fixed(y, 3) / fixed(x, 3)] as const
    return inBatchLast(x, z => gatheredUpsample2d(z, factors, interpolation))
  },
})
