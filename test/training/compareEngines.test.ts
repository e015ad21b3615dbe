import { expect, test } from 'vitest'
import { classificationObjective } from '../../src/recipe/objective.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { Runtime } from '../../src/runtime/runtime.js'
import { compareEngines } from '../../src/training/compareEngines.js'
import { barExamples, fullNet } from './small.js'
import { wrongEngine } from './wrongEngine.js'

/** An engine that adds something to one number of every gradient of the first kernel. */
const wrongBy = (error: number) =>
  wrongEngine(nodeRuntime, fetches => {
    ;(fetches['gradient:conv2d.kernel']!.data as Float32Array)[0]! += error
  })

const compare = (candidate: Runtime) =>
  compareEngines(fullNet({ normalized: false }), barExamples(40), {
    reference: nodeRuntime,
    candidate,
    batchSize: 16,
    ...classificationObjective({ labelSmoothing: 0.1 }),
    seed: 2,
  })

test('an engine that computes the same differs by rounding only, and both are timed', async () => {
  const { difference, seconds } = await compare(nodeRuntime)
  expect(difference).toBeLessThan(1e-5)
  expect(seconds.reference).toBeGreaterThan(0)
  expect(seconds.candidate).toBeGreaterThan(0)
})

test('one wrong number among the gradients is seen, and so is one that is none', async () => {
  expect((await compare(wrongBy(0.01))).difference).toBeGreaterThan(1e-3)
  expect((await compare(wrongBy(Number.NaN))).difference).toBeNaN()
})
