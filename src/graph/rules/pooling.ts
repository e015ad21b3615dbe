import { relu } from '../activation.js'
import { conv2d } from '../convolution.js'
import { add } from '../elementwise.js'
import { op, operationOf } from '../pattern.js'
import { maxPool2d } from '../pooling.js'
import { broadcastShape } from '../reduction.js'
import { rule } from '../rewrite.js'
import { reshape } from '../shape.js'
import { sameShape, type Tensor } from '../tensor.js'
import { convolutionWindow, poolOptions } from './windows.js'

export const reluAfterMaxPool = rule({
  name: 'reluAfterMaxPool',
  law: 'max(relu(x)) = relu(max(x)), since relu never falls; it meets as many values fewer as a window is large.',
  pattern: op('MaxPool', [op('Relu', ['x'], 'rectified')], 'y'),
  replace: ({ x, rectified, y }, { uses }) => (uses(rectified) === 1 ? relu(maxPool2d(x, poolOptions(y))) : undefined),
})

export const biasAfterMaxPool = rule({
  name: 'biasAfterMaxPool',
  law: 'max(x + b) = max(x) + b where b is the same for all pixels of a channel; to the last bit, since rounding never falls either.',
  pattern: op('MaxPool', [op(['Conv', 'Add'], ['x', 'other'], 'biased')], 'y'),
  replace({ x, other, biased, y }, { uses }) {
    if (uses(biased) > 1) return undefined
    const parts = operationOf(biased).operator === 'Conv' ? partsOfConvolution(x, other, biased) : partsOfSum(x, other)
    return parts && add(maxPool2d(parts.x, poolOptions(y)), parts.bias)
  },
})

interface Biased {
  readonly x: Tensor
  readonly bias: Tensor
}

function partsOfConvolution(x: Tensor, w: Tensor, y: Tensor): Biased | undefined {
  const [window, bias] = [convolutionWindow(y), operationOf(y).inputs[2]]
  return bias && window && { x: conv2d(x, w, window), bias: reshape(bias, [1, bias.shape[0]!, 1, 1]) }
}

function partsOfSum(x: Tensor, bias: Tensor): Biased | undefined {
  const keepsShape = sameShape(broadcastShape('add', x.shape, bias.shape), x.shape)
  const ofPixels = bias.shape.slice(-2).some(size => size !== 1)
  return keepsShape && !ofPixels ? { x, bias } : undefined
}
