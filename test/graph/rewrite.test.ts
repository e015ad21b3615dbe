import { describe, expect, test } from 'vitest'
import { relu } from '../../src/graph/activation.js'
import { add, exp, multiply, negate } from '../../src/graph/elementwise.js'
import { match, op } from '../../src/graph/pattern.js'
import { rewrite, rule } from '../../src/graph/rewrite.js'
import { forwardPasses, rules, withoutRules } from '../../src/graph/rules/rules.js'
import { input, operation, type Tensor } from '../../src/graph/tensor.js'
import { expression } from '../checks/graph.js'

const [x, y] = [input('x', 'float32', [2]), input('y', 'float32', [2])]

const doubleNegation = rule({
  name: 'doubleNegation',
  law: '--x = x',
  pattern: op('Neg', [op('Neg', ['x'])]),
  replace: ({ x }) => x,
})

/** Fires at a negation of what nothing else uses. */
const soleNegation = rule({
  name: 'soleNegation',
  law: 'none',
  pattern: op('Neg', ['x']),
  replace: ({ x }, { uses }) => (uses(x) === 1 ? exp(x) : undefined),
})

describe('a pattern', () => {
  test('names what it finds', () => {
    const inner = negate(x)
    const sum = add(inner, y)
    expect(match(op('Add', [op('Neg', ['a'], 'inner'), 'b'], 'sum'), sum)).toEqual({ a: x, inner, b: y, sum })
  })
  test('wants the operator, and all inputs that it names', () => {
    expect(match(op('Mul', ['a', 'b']), add(x, y))).toBeUndefined()
    expect(match(op('Neg', ['a', 'b']), negate(x))).toBeUndefined()
    expect(match(op('Neg', []), x)).toBeUndefined()
  })
  test('takes any of several operators, whatever their other inputs', () => {
    for (const tensor of [add(x, y), multiply(x, y)]) expect(match(op(['Add', 'Mul'], ['a']), tensor)).toEqual({ a: x })
  })
  test('of one name twice wants the same tensor twice', () => {
    expect(match(op('Add', ['a', 'a']), add(x, x))).toEqual({ a: x })
    expect(match(op('Add', ['a', 'a']), add(x, y))).toBeUndefined()
  })
})

describe('rewrite', () => {
  const negated = (times: number): Tensor => (times === 0 ? x : negate(negated(times - 1)))

  test('applies a rule until it finds nothing more', () => {
    expect(rewrite({ y: negated(8) }, [[doubleNegation]]).y).toBe(x)
    expect(expression(rewrite({ y: negated(9) }, [[doubleNegation]]).y)).toBe('Neg(x)')
  })
  test('leaves the graph that it was given, and what no rule concerns, as they are', () => {
    const kept = relu(y)
    const sum = add(kept, negated(2))
    const before = expression(sum)
    const { sum: after } = rewrite({ sum }, [[doubleNegation]])
    expect(after).not.toBe(sum)
    expect(expression(after)).toBe('Add(Relu(y), x)')
    expect(after.origin.kind === 'operation' && after.origin.inputs[0]).toBe(kept)
    expect(expression(sum)).toBe(before)
    expect(rewrite({ kept }, [[doubleNegation]]).kept).toBe(kept)
  })
  test('keeps shared what was shared', () => {
    const shared = negated(3)
    const { a, b } = rewrite({ a: relu(shared), b: exp(shared) }, [[doubleNegation]])
    const inputOf = ({ origin }: Tensor) => origin.kind === 'operation' && origin.inputs[0]
    expect(inputOf(a)).toBe(inputOf(b))
  })
  test('carries what a derivative has saved along', () => {
    const saving = operation('Abs', [x], { shape: [2], saved: [negated(4)] })
    const { origin } = rewrite({ saving }, [[doubleNegation]]).saving
    expect(origin.kind === 'operation' && origin.saved).toEqual([x])
  })
  test('lets one pass follow the other', () => {
    const toNegation = rule({
      name: 'toNegation',
      law: 'none',
      pattern: op('Relu', ['x']),
      replace: ({ x }) => negate(x),
    })
    const tensor = relu(relu(x))
    expect(rewrite({ y: tensor }, [[toNegation], [doubleNegation]]).y).toBe(x)
    expect(expression(rewrite({ y: tensor }, [[doubleNegation], [toNegation]]).y)).toBe('Neg(Neg(x))')
  })
  test('counts uses by operations, by derivatives and by outputs', () => {
    const inner = relu(x)
    const saving = operation('Abs', [y], { shape: [2], saved: [inner] })
    const used = (outputs: Record<string, Tensor>) => rewrite(outputs, [[soleNegation]]).y !== outputs.y
    expect(used({ y: negate(inner) })).toBe(true)
    expect(used({ y: negate(inner), other: exp(inner) })).toBe(false)
    expect(used({ y: negate(inner), other: inner })).toBe(false)
    expect(used({ y: negate(inner), saving })).toBe(false)
  })
  test('counts anew what other rules have laid together', () => {
    // Only once -(-x) is x has x two uses.
    const inner = relu(x)
    const outputs = { y: negate(inner), other: exp(negate(negate(inner))) }
    expect(expression(rewrite(outputs, [[doubleNegation, soleNegation]]).y)).toBe('Neg(Relu(x))')
  })
  test('knows through what a gradient passes', () => {
    const trainedNegation = rule({
      name: 'trainedNegation',
      law: 'none',
      pattern: op('Neg', ['x'], 'y'),
      replace: ({ x, y }, { isDifferentiated }) => (isDifferentiated(y) ? exp(x) : undefined),
    })
    const outputs = { a: negate(relu(x)), b: negate(relu(y)) }
    const { a, b } = rewrite(outputs, [[trainedNegation]], [x])
    expect(expression(a)).toBe('Exp(Relu(x))')
    expect(b).toBe(outputs.b)
  })
  test('refuses a rule that changes the shape, by name', () => {
    const wrong = rule({
      name: 'wrong',
      law: 'none',
      pattern: op('Neg', []),
      replace: () => input('z', 'float32', [3]),
    })
    expect(() => rewrite({ y: negate(x) }, [[wrong]])).toThrow(
      'wrong: expected a tensor float32 [2], received float32 [3]',
    )
  })
  test('refuses a rule that never comes to an end, by name', () => {
    const endless = rule({
      name: 'endless',
      law: 'none',
      pattern: op('Neg', ['x']),
      replace: ({ x }) => negate(relu(x)),
    })
    expect(() => rewrite({ y: negate(x) }, [[endless]])).toThrow(
      'rewrite: expected the rules to come to an end, endless does not',
    )
  })
})

describe('withoutRules', () => {
  test('leaves out the rules that are named', () => {
    const names = withoutRules(forwardPasses, ['logOfSoftmax', 'joinTransposes'])
      .flat()
      .map(({ name }) => name)
    expect(names).toHaveLength(forwardPasses.flat().length - 2)
    expect(names).not.toContain('joinTransposes')
    expect(withoutRules(forwardPasses, [])).toEqual(forwardPasses)
  })
  test('refuses a name that no rule has', () =>
    expect(() => withoutRules(forwardPasses, ['joinTranspose'])).toThrow(
      `withoutRules: expected names among ${[...rules.keys()].join(', ')}, received joinTranspose`,
    ))
})
