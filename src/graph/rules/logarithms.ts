import { logSoftmax, softplus } from '../activation.js'
import { negate } from '../elementwise.js'
import { match, op, operationOf, scalarValue } from '../pattern.js'
import { rule } from '../rewrite.js'
import type { Tensor } from '../tensor.js'

// A probability near 0 or 1 has lost the digits that its logarithm would show; its logit has them all. A bound below a probability is
// there to keep the logarithm finite: computed from the logit it is finite without, and the same wherever the probability lies above
// the bound.

export const logOfSoftmax = rule({
  name: 'logOfSoftmax',
  law: 'log(softmax(x)) = logSoftmax(x), which loses no digits to probabilities near 0.',
  pattern: op('Log', ['p']),
  replace({ p }) {
    const found = match(op('Softmax', ['x'], 'softmax'), withoutBound(p))
    return found && logSoftmax(found.x, axisOf(found.softmax))
  },
})

export const logOfSigmoid = rule({
  name: 'logOfSigmoid',
  law: 'log(sigmoid(x)) = -softplus(-x) and log(1 - sigmoid(x)) = -softplus(x), which lose no digits to probabilities near 0.',
  pattern: op('Log', ['p']),
  replace({ p }) {
    const probability = withoutBound(p)
    const found = match(op('Sigmoid', ['x']), probability)
    if (found) return negate(softplus(negate(found.x)))
    const complement = match(op('Sub', ['one', op('Sigmoid', ['x'])]), probability)
    return complement && scalarValue(complement.one) === 1 ? negate(softplus(complement.x)) : undefined
  },
})

/** A bound up to this is there for the logarithm's sake. */
const SMALL = 1e-6

function withoutBound(p: Tensor): Tensor {
  const bounded = match(op('Max', ['x', 'bound']), p)
  const value = bounded && scalarValue(bounded.bound)
  return value !== undefined && value <= SMALL ? bounded!.x : p
}

function axisOf(softmax: Tensor): number {
  const { axis } = operationOf(softmax).attributes
  const [given, rank] = [axis && 'int' in axis ? axis.int : -1, softmax.shape.length]
  return (given + rank) % rank
}
