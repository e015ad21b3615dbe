import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import * as ops from '../../src/graph/operators.js'
import { activationNames } from '../../src/layers/activations.js'
import { anyLayerFrom, type LayerConfig, layerBuilders, layerFrom, mergeBuilders } from '../../src/layers/catalog.js'

const kinds = Object.keys({ ...layerBuilders, ...mergeBuilders }).join(', ')

describe('a layer that is not known is refused with all that are', () => {
  for (const kind of ['conv3d', 'toString', 'constructor', '__proto__', '', 3, undefined])
    test(`kind ${JSON.stringify(kind)}`, () =>
      expect(() => layerFrom({ kind } as unknown as LayerConfig)).toThrow(
        new UsageError(
          `expected kind to be one of ${kinds}, received ${kind === undefined ? 'nothing' : JSON.stringify(kind)}`,
        ),
      ))
})

test('what is no object is refused with an example of a layer', () => {
  for (const [value, shown] of [
    [null, 'null'],
    ['flatten', '"flatten"'],
    [[], '[]'],
    [undefined, 'nothing'],
  ] as const)
    expect(() => layerFrom(value as unknown as LayerConfig)).toThrow(
      new UsageError(`expected a layer such as {"kind": "flatten"}, received ${shown}`),
    )
})

test('a layer of several inputs is built where several can be had, and refused elsewhere', () => {
  expect(anyLayerFrom({ kind: 'add' }).kind).toBe('add')
  expect(() => layerFrom({ kind: 'add' })).toThrow(
    new UsageError('add: expected a layer of one input, received one that joins several'),
  )
})

test('keys that every object inherits are no options', () => {
  for (const key of ['constructor', '__proto__', 'hasOwnProperty'])
    expect(() => layerFrom(JSON.parse(`{"kind": "dense", "units": 3, "${key}": {}}`))).toThrow(
      `dense: unknown option "${key}"; allowed are units, activation, useBias, kernelInitializer, kernelRegularizer, biasRegularizer`,
    )
})

test('every activation function is an operator, too', () => {
  const operators = activationNames.filter(name => name !== 'linear')
  expect(Object.keys(ops)).toEqual(expect.arrayContaining(operators))
})
