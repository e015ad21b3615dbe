import { inBatchLast } from '../layout.js'
import { op, operationOf } from '../pattern.js'
import { rule } from '../rewrite.js'
import { unfoldedAveragePool2d, unfoldedConv2d, unfoldedMaxPool2d, unfoldedMaxPoolOfConv2d } from '../unfolded.js'
import { convolutionWindow, poolWindow } from './windows.js'

// Where a gradient passes, windows are unfolded with the batch on the last axis. Elsewhere ONNX's own operators are faster.

export const unfoldMaxPoolOfConvolution = rule({
  name: 'unfoldMaxPoolOfConvolution',
  law:
    'A convolution may be computed in any order of its pixels. In that of the windows of a pool over it, the maximum and its gradient run ' +
    'over whole blocks, and what no window meets is not computed.',
  pattern: op('MaxPool', [op('Conv', ['x', 'w'], 'convolution')], 'y'),
  replace({ x, w, convolution, y }, { uses, isDifferentiated }) {
    const window = convolutionWindow(convolution)
    const hasBias = operationOf(convolution).inputs.length > 2
    if (!window || hasBias || uses(convolution) > 1 || !isDifferentiated(y)) return undefined
    return inBatchLast(x, z => unfoldedMaxPoolOfConv2d(z, w, window, poolWindow(y)))
  },
})

export const unfoldConvolution = rule({
  name: 'unfoldConvolution',
  law: 'A convolution is the product of the kernel and the pixels that it meets at each window; both its gradients are such products, too.',
  pattern: op('Conv', ['x', 'w'], 'y'),
  replace({ x, w, y }, { isDifferentiated }) {
    const window = convolutionWindow(y)
    if (!window || !isDifferentiated(y)) return undefined
    return inBatchLast(x, z => unfoldedConv2d(z, w, window, operationOf(y).inputs[2]))
  },
})

export const unfoldMaxPool = rule({
  name: 'unfoldMaxPool',
  law: 'The maximum of each window is the maximum over the pixels that it meets; its gradient is a mask over the same.',
  pattern: op('MaxPool', ['x'], 'y'),
  replace: ({ x, y }, { isDifferentiated }) =>
    isDifferentiated(y) ? inBatchLast(x, z => unfoldedMaxPool2d(z, poolWindow(y))) : undefined,
})

export const unfoldAveragePool = rule({
  name: 'unfoldAveragePool',
  law: 'The mean of each window is the mean of the pixels that it meets; its gradient is shared among the same.',
  pattern: op('AveragePool', ['x'], 'y'),
  replace: ({ x, y }, { isDifferentiated }) =>
    isDifferentiated(y) ? inBatchLast(x, z => unfoldedAveragePool2d(z, poolWindow(y))) : undefined,
})
