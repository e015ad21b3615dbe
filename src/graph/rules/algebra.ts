import { listAttribute, op, scalarValue } from '../pattern.js'
import { rule } from '../rewrite.js'
import { isReshapable, reshape, transpose } from '../shape.js'
import { sameShape } from '../tensor.js'

export const multiplyByOne = rule({
  name: 'multiplyByOne',
  law: '1 · x = x. Differentiation begins with a gradient of 1.',
  pattern: op('Mul', ['a', 'b'], 'y'),
  replace({ a, b, y }) {
    if (scalarValue(a) === 1 && sameShape(b.shape, y.shape)) return b
    return scalarValue(b) === 1 && sameShape(a.shape, y.shape) ? a : undefined
  },
})

export const joinReshapes = rule({
  name: 'joinReshapes',
  law: 'Of shapes that are given one after the other the last one alone decides.',
  pattern: op('Reshape', [op('Reshape', ['x'])], 'y'),
  replace: ({ x, y }) => (isReshapable(x.shape, y.shape) ? reshape(x, y.shape) : undefined),
})

export const dropReshape = rule({
  name: 'dropReshape',
  law: 'To give a tensor the shape that it has does nothing.',
  pattern: op('Reshape', ['x'], 'y'),
  replace: ({ x, y }) => (sameShape(x.shape, y.shape) ? x : undefined),
})

export const joinTransposes = rule({
  name: 'joinTransposes',
  law: 'Two permutations one after the other are one: axis i is axis inner[outer[i]]; if that is i for all, nothing is left.',
  pattern: op('Transpose', [op('Transpose', ['x'], 'inner')], 'outer'),
  replace({ x, inner, outer }) {
    const first = listAttribute(inner, 'perm')
    const joined = listAttribute(outer, 'perm').map(axis => first[axis]!)
    return joined.every((axis, i) => axis === i) ? x : transpose(x, joined)
  },
})
