import { describe, test } from 'vitest'
import { add } from '../../src/layers/add.js'
import { average } from '../../src/layers/average.js'
import { concatenate } from '../../src/layers/concatenate.js'
import { checkMergeLayer } from '../checks/layer.js'

describe('add keeps the contract of a layer', () => {
  const wrongShapes = [
    [],
    [[3]],
    [[3], [4]],
    [[3], [3, 1]],
    [
      [1, 2, 3],
      [1, 3, 3],
    ],
  ]
  test('of two vectors', () => checkMergeLayer(add, {}, [[5], [5]], { wrongShapes }))
  test('of three images', () =>
    checkMergeLayer(add, {}, [
      [2, 3, 4],
      [2, 3, 4],
      [2, 3, 4],
    ]))
  test('of an image and a number for each channel', () =>
    checkMergeLayer(add, {}, [
      [2, 3, 4],
      [2, 1, 1],
    ]))
})

describe('average keeps the contract of a layer', () => {
  test('of two vectors', () => checkMergeLayer(average, {}, [[5], [5]], { wrongShapes: [[[3]], [[3], [4]]] }))
  test('of three images, one of which has a number for each channel', () =>
    checkMergeLayer(average, {}, [
      [2, 3, 4],
      [2, 1, 1],
      [2, 3, 4],
    ]))
})

describe('concatenate keeps the contract of a layer', () => {
  const wrongShapes = [
    [],
    [[3]],
    [
      [1, 2, 3],
      [1, 3, 3],
    ],
    [[2], [2, 2]],
  ]
  test('of two vectors', () => checkMergeLayer(concatenate, {}, [[5], [2]], { wrongShapes }))
  test('of three images', () =>
    checkMergeLayer(concatenate, {}, [
      [2, 3, 4],
      [1, 3, 4],
      [3, 3, 4],
    ]))
  test('along rows', () =>
    checkMergeLayer(
      concatenate,
      { axis: 2 },
      [
        [2, 3, 4],
        [2, 1, 4],
      ],
      { wrongShapes: [[[2], [2]]] },
    ))
  test('of nine inputs', () =>
    checkMergeLayer(
      concatenate,
      {},
      Array.from({ length: 9 }, (_, i) => [1 + (i % 2), 2, 2]),
    ))
})
