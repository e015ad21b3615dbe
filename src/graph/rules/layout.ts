import { logSumExp } from '../activation.js'
import { concatenate } from '../concatenation.js'
import { product } from '../dimension.js'
import { batchFirst, batchLast, layoutOf } from '../layout.js'
import { mean } from '../mean.js'
import { listAttribute, match, op, operationOf, scalarValue } from '../pattern.js'
import { broadcastShape, sum } from '../reduction.js'
import { rule } from '../rewrite.js'
import { isReshapable, pad, reshape } from '../shape.js'
import type { Shape, Tensor } from '../tensor.js'

// What was computed with the batch on the last axis is turned to [batch, …] for whoever comes after. Where that operation commutes with the
// turn, the turn is done after it, until it meets another that turns back.

/** The operators that compute every value by itself, or with the values of other operands at the same place. */
const ELEMENTWISE = [
  'Relu LeakyRelu Elu Tanh Sigmoid Softplus Erf Exp Log Sqrt Neg Abs Sign Round Cast',
  'Add Sub Mul Div Max Min Clip Pow Equal Greater Where',
].flatMap(names => names.split(' '))

export const layoutAfterElementwise = rule({
  name: 'layoutAfterElementwise',
  law:
    'f(turn(a), turn(b)) = turn(f(a, b)) where f computes every value by itself; an operand without a batch need not be turned, only seen ' +
    'under another shape, and one that is repeated along its axes is small enough to turn.',
  pattern: op(ELEMENTWISE, [], 'y'),
  replace({ y }) {
    const { operator, inputs, saved } = operationOf(y)
    const rank = y.shape.length
    if (saved || !inputs.some(x => x.shape.length === rank && batchLastOf(x))) return undefined
    const turned = inputs.flatMap(x => operandInBatchLast(x, y.shape) ?? [])
    if (turned.length < inputs.length) return undefined
    const shape = turned.map(x => x.shape).reduce((a, b) => broadcastShape(operator, a, b))
    return batchFirst(onOperands(y, turned, shape))
  },
})

const REDUCTIONS = new Map([
  ['ReduceSum', sum],
  ['ReduceMean', mean],
  ['ReduceLogSumExp', logSumExp],
])

export const layoutAfterReduction = rule({
  name: 'layoutAfterReduction',
  law: 'A sum or a mean over some axes is that over the same axes, wherever they are; without the batch nothing is left to turn.',
  pattern: op([...REDUCTIONS.keys()], ['x'], 'y'),
  replace({ x, y }) {
    const z = batchLastOf(x)
    if (!z) return undefined
    const { operator, attributes, inputs } = operationOf(y)
    const rank = z.shape.length
    const axes = (inputs[1] ? listOf(inputs[1]) : listAttribute(y, 'axes')).map(axis => (axis + rank) % rank)
    const keep = 'int' in attributes.keepdims! && attributes.keepdims.int === 1
    const reduced = REDUCTIONS.get(operator)!(
      z,
      axes.map(axis => (axis + rank - 1) % rank),
      keep,
    )
    const withoutBatch = axes.includes(0) && !keep
    return withoutBatch || reduced.shape.length < 2 ? reduced : batchFirst(reduced)
  },
})

export const layoutAfterConcatenation = rule({
  name: 'layoutAfterConcatenation',
  law: 'What is joined along an axis of each example can be joined wherever the batch lies.',
  pattern: op('Concat', [], 'y'),
  replace({ y }) {
    const { inputs, attributes } = operationOf(y)
    const axis = 'int' in attributes.axis! ? attributes.axis.int : 0
    if (axis === 0 || !inputs.some(batchLastOf) || !inputs.every(x => layoutOf(x) === 'batchFirst')) return undefined
    return batchFirst(
      concatenate(
        inputs.map(x => batchLastOf(x) ?? batchLast(x)),
        axis - 1,
      ),
    )
  },
})

export const layoutAfterPad = rule({
  name: 'layoutAfterPad',
  law: 'What is added around each example can be added wherever the batch lies.',
  pattern: op('Pad', ['x', 'counts', 'value'], 'y'),
  replace({ x, counts, value }) {
    const z = batchLastOf(x)
    const [rank, added] = [x.shape.length, listOf(counts)]
    const [before, after] = [added.slice(0, rank), added.slice(rank)]
    if (!z || before[0] !== 0 || after[0] !== 0) return undefined
    return batchFirst(pad(z, moved(before) as number[], moved(after) as number[], scalarValue(value)))
  },
})

export const layoutAfterReshape = rule({
  name: 'layoutAfterReshape',
  law: 'Another shape for each example of its own can be given wherever the batch lies.',
  pattern: op('Reshape', ['x'], 'y'),
  replace({ x, y }) {
    const z = batchLastOf(x)
    return z && layoutOf(y) === 'batchFirst' ? batchFirst(reshape(z, moved(y.shape))) : undefined
  },
})

export const layoutAfterBatchNormalization = rule({
  name: 'layoutAfterBatchNormalization',
  law:
    'To a channel it is all one where its pixels end and the next image begins: [channels, …, batch] is normalized as ' +
    '[1, channels, pixels, batch], where the channels are on the axis on which ONNX has them.',
  pattern: op('BatchNormalization', ['x', 'gamma', 'beta', 'mean', 'variance'], 'y'),
  replace({ x, gamma, beta, mean, variance, y }) {
    const z = batchLastOf(x)
    if (!z) return undefined
    const shape = [1, z.shape[0]!, product(z.shape.slice(1, -1)), z.shape.at(-1)!]
    const channelsSecond = (t: Tensor) => reshape(batchLast(t), shape)
    const normalized = onOperands(y, [channelsSecond(x), gamma, beta, mean, variance], shape, channelsSecond)
    return batchFirst(reshape(normalized, z.shape))
  },
})

/** What x [batch, …] was turned from, where it was computed with the batch on the last axis. */
function batchLastOf(x: Tensor): Tensor | undefined {
  const found = match(op('Transpose', ['z']), x)
  if (!found || layoutOf(found.z) !== 'batchLast') return undefined
  const rank = x.shape.length
  return listAttribute(x, 'perm').every((axis, i) => axis === (i + rank - 1) % rank) ? found.z : undefined
}

/** An operand of an elementwise operation with a result of that shape, as one whose result has the batch on the last axis needs it. */
function operandInBatchLast(x: Tensor, result: Shape): Tensor | undefined {
  const rank = result.length
  if (x.shape.length === 0) return x
  const z = x.shape.length === rank && batchLastOf(x)
  if (z) return z
  const isRepeated = x.shape.length === rank && x.shape.some((size, axis) => size !== result[axis])
  if (isRepeated && layoutOf(x) === 'batchFirst') return batchLast(x)
  const padded = [...Array.from({ length: rank - x.shape.length }, () => 1), ...x.shape]
  const isTurnedAsOne = padded[0] === 1 || padded.slice(1).every(size => size === 1)
  return isTurnedAsOne && isReshapable(x.shape, moved(padded)) ? reshape(x, moved(padded)) : undefined
}

/** The first axis becomes the last. */
const moved = (shape: Shape): Shape => [...shape.slice(1), shape[0]!]

const listOf = ({ origin }: Tensor) => (origin.kind === 'constant' ? Array.from(origin.data, Number) : [])

/** The same operation on other operands, of another layout: only where its derivative is the same in each. */
function onOperands(y: Tensor, inputs: readonly Tensor[], shape: Shape, save = (x: Tensor) => x): Tensor {
  const { saved, ...origin } = operationOf(y)
  return { ...y, shape, origin: { ...origin, inputs, ...(saved && { saved: saved.map(save) }) } }
}
