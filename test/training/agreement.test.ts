import { describe, expect, test } from 'vitest'
import { keyOf, readExpected, relativeErrors } from '../../bench/agreement/expected.js'
import { triedNets } from '../../bench/agreement/nets.js'
import { triedOptimizers } from '../../bench/agreement/optimizers.js'
import { materialOf, train } from '../../bench/agreement/training.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { parameterValues } from '../../src/training/parameters.js'

// `npm run bench:agreement` wrote the numbers, in PyTorch; no Python is needed to compare with them.

const TOLERANCE = 1e-5
const expected = readExpected(new URL('../fixtures/agreement.json', import.meta.url))

describe.each(triedNets)('three training steps agree with PyTorch: the net $name', net => {
  test.each(Object.entries(triedOptimizers))('by %s', async (name, optimizer) => {
    const material = materialOf(net)
    const { weights } = material.network
    const wanted = expected[keyOf(net.name, name)]!
    const found = await train(nodeRuntime, net, material, optimizer)
    for (const [i, loss] of wanted.losses.entries())
      expect(Math.abs(found.losses[i]! / loss - 1), `loss ${i + 1}`).toBeLessThan(TOLERANCE)
    const { length } = found.parameters.trained
    expect(wanted.weights.length).toBe(length + found.parameters.statistics.length)
    const ours = parameterValues(material.network, found.parameters)
    const theirs = parameterValues(material.network, {
      trained: wanted.weights.subarray(0, length),
      statistics: wanted.weights.subarray(length),
    })
    for (const { name } of weights) {
      const errors = relativeErrors(ours[name]!.data as Float32Array, theirs[name]!.data as Float32Array)
      expect(Math.max(...errors), name).toBeLessThan(TOLERANCE)
    }
  })
})

test('a relative error is relative to the value, or to the root mean square of its tensor', () => {
  expect(relativeErrors([1, 0.2], [1, 0])).toEqual([0, 0.2 / Math.sqrt(0.5)])
  expect(relativeErrors([3], [2])).toEqual([0.5])
  expect(relativeErrors([0], [0])).toEqual([0])
  expect(relativeErrors([Number.NaN], [1])).toEqual([Number.NaN])
})
