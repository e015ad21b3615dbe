import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomStream } from '../../src/random.js'
import type { PastTrial } from '../../src/study/pastTrial.js'
import { gridSampler } from '../../src/study/samplers/grid.js'
import { parzenEstimator } from '../../src/study/samplers/parzen.js'
import { randomSampler } from '../../src/study/samplers/random.js'
import { sobolCoordinate, sobolSampler } from '../../src/study/samplers/sobol.js'
import { tpeSampler } from '../../src/study/samplers/tpe.js'
import { contains, isActive, type Params, parseSpace } from '../../src/study/searchSpace.js'

const space = parseSpace({
  'training.optimizer.kind': { kind: 'categorical', choices: ['adam', 'sgd'] },
  'training.optimizer.momentum': { kind: 'float', low: 0.5, high: 0.99, when: { 'training.optimizer.kind': 'sgd' } },
  'training.optimizer.learningRate': { kind: 'float', low: 1e-4, high: 1, log: true },
  'training.batchSize': { kind: 'integer', low: 32, high: 256, step: 32 },
})

const ended = (params: Params, value: number): PastTrial => ({
  params,
  state: 'complete',
  values: [value],
  steps: new Map(),
})

test('Sobol coordinates are those of scipy.stats.qmc.Sobol(d, scramble=False)', () => {
  const point = (index: number, dimensions: readonly number[]) => dimensions.map(d => sobolCoordinate(index, d))
  expect(point(4, [0, 1, 2, 3, 4])).toEqual([0.375, 0.375, 0.625, 0.875, 0.375])
  expect(point(7, [0, 1, 2, 3, 4])).toEqual([0.125, 0.625, 0.375, 0.125, 0.125])
  expect(point(777, [0, 1, 7, 20, 39])).toEqual([0.6923828125, 0.9365234375, 0.7626953125, 0.2373046875, 0.3583984375])
  expect(point(1023, [39])).toEqual([0.6982421875])
})

test('every sampler stays within the space, and leaves out what is not active', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(200), (seed, index) => {
      const tpe = tpeSampler(space, { seed, goals: ['maximize'], startup: 3, candidates: 8 })
      const random = randomSampler(space, seed)
      const past = Array.from({ length: 8 }, (_, at) => ended(random.suggest(at, []), Math.sin(at * seed)))
      for (const sampler of [random, sobolSampler(space, seed), tpe]) {
        const params = sampler.suggest(index, past)
        for (const parameter of space) {
          const value = params[parameter.path]
          expect(value !== undefined).toBe(isActive(parameter, params))
          if (value !== undefined) expect(contains(parameter.distribution, value)).toBe(true)
        }
        expect(sampler.suggest(index, past)).toEqual(params)
      }
    }),
    { numRuns: 40 },
  )
})

test('a grid has every point once, and no points for what is not active', () => {
  const grid = gridSampler(
    parseSpace({
      'training.optimizer.kind': { kind: 'categorical', choices: ['adam', 'sgd'] },
      'training.optimizer.momentum': {
        kind: 'float',
        low: 0,
        high: 0.9,
        step: 0.3,
        when: { 'training.optimizer.kind': ['sgd'] },
      },
      'training.epochs': { kind: 'integer', low: 1, high: 2 },
    }),
  )
  const points = Array.from({ length: grid.count! }, (_, index) => grid.suggest(index, []))
  expect(points.length).toBe((1 + 4) * 2)
  expect(new Set(points.map(point => JSON.stringify(point))).size).toBe(10)
  expect(points[4]).toEqual({
    'training.optimizer.kind': 'sgd',
    'training.optimizer.momentum': 0.3,
    'training.epochs': 1,
  })
})

test('a grid of a range without a step is refused', () => {
  const range = parseSpace({ 'training.labelSmoothing': { kind: 'float', low: 0, high: 0.2 } })
  expect(() => gridSampler(range)).toThrow('space, training.labelSmoothing: expected a step, or choices, for a grid')
})

test('the density of a Parzen estimator is one over the space', () => {
  const one = parseSpace({ 'training.labelSmoothing': { kind: 'float', low: 0, high: 0.5 } })
  const values = [0.1, 0.12, 0.4]
  const { logDensity } = parzenEstimator(
    one,
    values.map(value => ({ 'training.labelSmoothing': value })),
    [1, 1, 1],
  )
  const steps = 2000
  const cells = Array.from({ length: steps }, (_, at) => ((at + 0.5) * 0.5) / steps)
  const sum = cells.reduce((sum, x) => sum + Math.exp(logDensity({ 'training.labelSmoothing': x })) * (0.5 / steps), 0)
  expect(sum * Math.sqrt(1 / (2 * Math.PI))).toBeCloseTo(1, 3) // the constant is left out
})

test('a Parzen estimator draws near its observations', () => {
  const one = parseSpace({ 'training.labelSmoothing': { kind: 'float', low: 0, high: 0.5 } })
  const near = Array.from({ length: 30 }, (_, at) => ({ 'training.labelSmoothing': 0.2 + at / 3000 }))
  const estimator = parzenEstimator(
    one,
    near,
    near.map(() => 1),
  )
  const random = randomStream(0, 'test')
  const drawn = Array.from({ length: 300 }, () => estimator.sample(random)['training.labelSmoothing'] as number)
  expect(drawn.filter(x => Math.abs(x - 0.205) < 0.03).length).toBeGreaterThan(220)
})

test('TPE proposes what good trials had in common', () => {
  const random = randomSampler(space, 5)
  const past = Array.from({ length: 60 }, (_, index) => {
    const params = random.suggest(index, [])
    return ended(params, -Math.abs(Math.log10(params['training.optimizer.learningRate'] as number) + 2))
  })
  const tpe = tpeSampler(space, { seed: 0, goals: ['maximize'], startup: 10, candidates: 24 })
  const rates = Array.from(
    { length: 40 },
    (_, at) => tpe.suggest(60 + at, past)['training.optimizer.learningRate'] as number,
  )
  expect(rates.filter(rate => rate > 0.002 && rate < 0.05).length).toBeGreaterThan(30)
})

test('TPE does not propose again what is under way', () => {
  const one = parseSpace({ 'training.labelSmoothing': { kind: 'float', low: 0, high: 0.5 } })
  const tpe = tpeSampler(one, { seed: 0, goals: ['maximize'], startup: 2, candidates: 24 })
  const past = [0.1, 0.4, 0.45].map(x => ended({ 'training.labelSmoothing': x }, -x))
  const running = Array.from(
    { length: 12 },
    (): PastTrial => ({ params: { 'training.labelSmoothing': 0.1 }, state: 'running', values: [], steps: new Map() }),
  )
  const far = (past: readonly PastTrial[]) =>
    Array.from({ length: 30 }, (_, at) => tpe.suggest(at, past)['training.labelSmoothing'] as number).reduce(
      (sum, x) => sum + Math.abs(x - 0.1),
      0,
    )
  expect(far([...past, ...running])).toBeGreaterThan(far(past))
})
