import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/model/checkpoint.js'
import { fit as train } from '../../src/training/fit.js'
import {
  addStep,
  type CurveState,
  emptyCurve,
  type LearningCurve,
  learningCurve,
} from '../../src/training/learningCurve.js'
import { barExamples, fitOptions, fullNet, plainNet } from './small.js'

const digits = barExamples(70)
const validation = barExamples(40, 1)

/** The curve after so many steps, in which each has its own number as loss. */
function curveOf(steps: number, from: CurveState = emptyCurve, first = 0): CurveState {
  let curve = from
  for (let step = first + 1; step <= steps; step++)
    curve = addStep(curve, step / 100, { loss: { total: 3 * step, count: 3 } })
  return curve
}

describe('however many steps there are', () => {
  test('a curve has at most 500 points, and not fewer than 250 once there were so many', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), steps => {
        const points = learningCurve({ curve: curveOf(steps) }).training
        expect(points.length).toBeLessThanOrEqual(500)
        expect(points.length).toBeGreaterThanOrEqual(Math.min(steps, 250))
      }),
      { numRuns: 30 },
    ))

  test.each([1, 499, 500, 501, 1000, 1001, 12_345])('each of %i steps counts in one point, but the last few', steps => {
    const { interval, ...curve } = curveOf(steps)
    const points = learningCurve({ curve: { interval, ...curve } }).training
    expect(points.length).toBe(Math.floor(steps / interval))
    for (const [index, { epoch, loss }] of points.entries()) {
      expect(epoch).toBeCloseTo(((index + 1) * interval) / 100, 9)
      expect(loss).toBeCloseTo(index * interval + (interval + 1) / 2, 9) // the mean of its steps' numbers
    }
    expect(curve.pending.steps).toBe(steps % interval)
  })

  test('a curve that is taken up anywhere becomes the same', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1500 }), stop => {
        expect(curveOf(1500, structuredClone(curveOf(stop)), stop)).toEqual(curveOf(1500))
      }),
      { numRuns: 30 },
    ))
})

test('steps in which nothing counts have no mean, and leave those of others as they are', () => {
  const nothing = addStep(emptyCurve, 0.5, { loss: { total: 0, count: 0 } })
  expect(learningCurve({ curve: nothing }).training).toEqual([{ epoch: 0.5, loss: null }])
})

describe('a training', () => {
  const looks = fitOptions({ validation, validationsPerEpoch: 3, threads: 2 })

  test('has a point for every step, and looks at validation examples as often as it is told', async () => {
    const { curve, state } = await train(plainNet(), digits, looks)
    expect(curve.training.map(({ epoch }) => epoch)).toEqual([0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2])
    expect(curve.validation.map(({ epoch }) => epoch)).toEqual([0.4, 0.8, 1, 1.4, 1.8, 2])
    // So few validation examples are measured at once, so the looks are at all of them, as the epochs are.
    expect(curve.validationCount).toBe(validation.count)
    expect(curve.validation.filter(({ epoch }) => Number.isInteger(epoch))).toEqual(
      state.history.map(record => ({
        epoch: record.epoch,
        loss: record.validationLoss,
        accuracy: record.validationAccuracy,
      })),
    )
    expect(new Set(curve.validation.map(({ loss }) => loss)).size).toBe(6)
  })

  test('ends with the same weights, whether and how often it looks at validation examples', async () => {
    const weights = async (changes: object) =>
      (await train(fullNet(), digits, fitOptions({ threads: 2, ...changes }))).state.parameters
    const without = await weights({})
    expect(await weights({ validation, validationsPerEpoch: 1 })).toEqual(without)
    expect(await weights({ validation, validationsPerEpoch: 5 })).toEqual(without)
  })

  test('tells its curve whenever there is a new point, and at the end the same', async () => {
    const told: LearningCurve[] = []
    const { curve } = await train(plainNet(), digits, { ...looks, onCurve: curve => void told.push(curve) })
    const sizes = told.map(({ training, validation }) => [training.length, validation.length])
    expect(sizes).toEqual([
      [1, 0],
      [2, 1],
      [3, 1],
      [4, 2],
      [5, 2],
      [5, 3],
      [6, 3],
      [7, 4],
      [8, 4],
      [9, 5],
      [10, 5],
      [10, 6],
    ])
    expect(told.at(-1)).toEqual(curve)
  })

  test('has the same curve where it was interrupted after any step and resumed from its checkpoint', async () => {
    const { curve } = await train(fullNet(), digits, looks)
    for (const interruption of [1, 2, 4, 5, 7, 9]) {
      const stop = new AbortController()
      let steps = 0
      const first = await train(fullNet(), digits, {
        ...looks,
        signal: stop.signal,
        onStep: () => ++steps === interruption && stop.abort(),
      })
      expect(first.curve.training).toEqual(curve.training.slice(0, interruption))
      const resume = decodeCheckpoint(encodeCheckpoint(first.state))
      expect((await train(fullNet(), digits, { ...looks, resume })).curve).toEqual(curve)
    }
  })
})
