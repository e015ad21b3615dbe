import { describe, expect, test } from 'vitest'
import { DataError } from '../../src/errors.js'
import { scale } from '../../src/graph/elementwise.js'
import { dense } from '../../src/layers/dense.js'
import { randomStream } from '../../src/random.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { Runtime } from '../../src/runtime/runtime.js'
import type { Examples } from '../../src/training/examples.js'
import { type FitOptions, fit } from '../../src/training/fit.js'
import type { Loss } from '../../src/training/losses/loss.js'
import { huber, meanAbsoluteError, meanSquaredError } from '../../src/training/losses/regression.js'
import { adam, sgd } from '../../src/training/optimizers.js'
import { initialParameters } from '../../src/training/parameters.js'
import { scheduleFrom } from '../../src/training/schedules.js'
import { chain } from './chain.js'
import { barExamples, fitOptions, fullNet } from './small.js'

const line = (options: Partial<Parameters<typeof dense>[0]> = {}) =>
  chain({ input: { name: 'x', shape: [3], dtype: 'float32' }, first: x => x, shape: [3], output: 'y' }, [
    dense({ units: 2, ...options }),
  ])

/** y = (x₀ - 2 · x₁, x₂ + 1), with a little noise. */
function points(count: number, seed = 0): Examples {
  const random = randomStream(seed, 'points')
  const x = Float32Array.from({ length: 3 * count }, random.normal)
  const target = Float32Array.from({ length: 2 * count }, (_, i) => {
    const [a, b, c] = x.subarray(3 * Math.floor(i / 2))
    return (i % 2 === 0 ? a! - 2 * b! : c! + 1) + 0.01 * random.normal()
  })
  return { count, inputs: { x }, targets: { target } }
}

const options = {
  runtime: nodeRuntime,
  optimizer: adam({ learningRate: 0.05 }),
  schedule: scheduleFrom({ kind: 'constant' }),
  epochs: 30,
  batchSize: 16,
  seed: 3,
  threads: 1,
}

describe('a regression', () => {
  const metrics = { meanAbsoluteError: meanAbsoluteError().apply }

  for (const [name, loss] of Object.entries({ meanSquaredError, meanAbsoluteError, huber }))
    test(`is learned by ${name}, and its metrics have their names in the history and in each step`, async () => {
      const told: number[] = []
      const { state } = await fit(line(), points(200), {
        ...options,
        loss: loss(),
        metrics,
        validation: points(50, 1),
        onStep: ({ meanAbsoluteError }) => void told.push(meanAbsoluteError),
      })
      const last = state.history.at(-1)!
      expect(Object.keys(last).toSorted()).toEqual([
        'epoch',
        'learningRate',
        'seconds',
        'trainLoss',
        'trainMeanAbsoluteError',
        'validationLoss',
        'validationMeanAbsoluteError',
      ])
      expect(last.validationMeanAbsoluteError).toBeLessThan(0.03)
      expect(told.at(-1)).toBe(last.trainMeanAbsoluteError)
      if (name === 'meanAbsoluteError') expect(last.validationMeanAbsoluteError).toBe(last.validationLoss)
    })

  test('stops early by any of its measures, and tells which there are', async () => {
    const settings: FitOptions<'meanAbsoluteError'> = {
      ...options,
      loss: meanSquaredError(),
      metrics,
      validation: points(50, 1),
      optimizer: sgd({ learningRate: 1e-9 }),
    }
    const monitor = 'validationMeanAbsoluteError'
    const falling = await fit(line(), points(200), {
      ...settings,
      earlyStopping: { monitor, patience: 2, mode: 'max' },
    })
    expect([falling.ended, falling.state.epoch]).toEqual(['stoppedEarly', 3])
    await expect(
      fit(line(), points(200), { ...settings, earlyStopping: { monitor: 'validationAccuracy', patience: 2 } }),
    ).rejects.toThrow(/fit: expected monitor to be one of .*validationMeanAbsoluteError.*, received validationAccuracy/)
  })
})

test('a sample weight counts an example as often: 0 not at all, 2 twice', async () => {
  const { inputs, targets } = points(8)
  const wrong = { ...points(4, 9), targets: { target: new Float32Array(8).fill(100) } }
  const joined = (a: Float32Array, b: Float32Array) => Float32Array.from([...a, ...b])
  const weighted: Examples = {
    count: 12,
    inputs: { x: joined(inputs.x as Float32Array, wrong.inputs.x as Float32Array) },
    targets: { target: joined(targets.target as Float32Array, wrong.targets.target) },
    sampleWeights: Float32Array.of(1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 0, 0, 0, 0), // so that the mean is that of the 8
  }
  const settings = { ...options, loss: meanSquaredError(), optimizer: sgd({ learningRate: 0.1 }), epochs: 5 }
  const plain = await fit(line(), points(8), settings)
  for (const threads of [1, 3]) {
    const { state } = await fit(line(), weighted, { ...settings, threads })
    for (const [i, value] of plain.state.parameters.trained.entries())
      expect(state.parameters.trained[i]).toBeCloseTo(value, 4)
    expect(state.history.at(-1)!.trainLoss).toBeCloseTo(plain.state.history.at(-1)!.trainLoss, 4)
  }
})

test('regularizers of layers pull at their weights, by as much for any number of replicas', async () => {
  const network = line({ kernelRegularizer: { l1: 0.1, l2: 0.5 } })
  const nothing: Loss = { ...meanSquaredError(), apply: (...all) => scale(meanSquaredError().apply(...all), 0) }
  const before = initialParameters(network, options.seed).trained
  for (const threads of [1, 3]) {
    const settings = {
      ...options,
      loss: nothing,
      optimizer: sgd({ learningRate: 0.1 }),
      epochs: 1,
      batchSize: 40,
      threads,
    }
    const { trained } = (await fit(network, points(40), settings)).state.parameters
    for (let i = 0; i < 6; i++)
      expect(trained[i]).toBeCloseTo(before[i]! - 0.1 * (0.1 * Math.sign(before[i]!) + 2 * 0.5 * before[i]!), 6)
    expect([...trained.subarray(6)]).toEqual([0, 0])
  }
})

describe('examples that do not fit are refused', () => {
  const good = points(4)
  const cases: [Partial<Examples>, string][] = [
    [{ inputs: {} }, 'fit: expected input x to be a Float32Array of 12 values, [4, 3], received none'],
    [
      { inputs: { x: new Uint8Array(12) } },
      'fit: expected input x to be a Float32Array of 12 values, [4, 3], received Uint8Array of 12',
    ],
    [
      { targets: { target: new Float32Array(7) } },
      'fit: expected target target to be a Float32Array of 8 values, [4, 2], received Float32Array of 7',
    ],
    [
      { sampleWeights: new Float32Array(3) },
      'fit: expected sampleWeights to be a Float32Array of 4 values, [4], received Float32Array of 3',
    ],
  ]
  for (const [changes, message] of cases)
    test(message, () =>
      expect(fit(line(), { ...good, ...changes }, { ...options, loss: meanSquaredError() })).rejects.toThrow(
        new DataError(message),
      ),
    )

  test('and so is a loss that is no number for each example, and a metric called loss', async () => {
    const loss: Loss = { ...meanSquaredError(), apply: ({ y }) => y! }
    await expect(fit(line(), good, { ...options, loss })).rejects.toThrow(
      'fit: expected loss to have shape [batch], a number for each example, received [batch, 2]',
    )
    const metrics = { loss: meanSquaredError().apply }
    await expect(fit(line(), good, { ...options, loss: huber(), metrics })).rejects.toThrow(
      'fit: expected metrics of other names than loss',
    )
  })
})

test('a training that cannot be compiled leaves no program behind', async () => {
  for (const failing of ['compile', 'replicate'] as const) {
    let alive = 0
    const counted = async <T extends { dispose(): Promise<void> }>(program: Promise<T>): Promise<T> => {
      const made = await program
      alive++
      return {
        ...made,
        async dispose() {
          alive--
          await made.dispose()
        },
      }
    }
    let calls = 0
    const fails = (kind: typeof failing) => kind === failing && ++calls === (failing === 'compile' ? 1 : 2)
    const runtime: Runtime = {
      ...nodeRuntime,
      compile: (model, settings) =>
        counted(nodeRuntime.compile(fails('compile') ? new Uint8Array(3) : model, settings)),
      async replicate(model, count) {
        const programs = await nodeRuntime.replicate(fails('replicate') ? new Uint8Array(3) : model, count)
        return Promise.all(programs.map(program => counted(Promise.resolve(program))))
      },
    }
    const training = fit(fullNet(), barExamples(20), fitOptions({ runtime, threads: 2, validation: barExamples(20) }))
    await expect(training).rejects.toThrow(/protobuf|Load model/i)
    expect(alive).toBe(0)
  }
})
