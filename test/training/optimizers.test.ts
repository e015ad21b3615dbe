import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import type { WeightKind } from '../../src/layers/layer.js'
import { type OptimizerConfig, optimizerFrom } from '../../src/training/optimizers.js'
import { placedParameters } from '../../src/training/parameters.js'
import {
  checkOptimizer,
  type ElementReference,
  elementwise,
  prepareOptimizer,
  type Reference,
  triedKinds,
  triedWeights,
} from '../checks/optimizer.js'

function sgdReference({ momentum = 0, nesterov = false, weightDecay = 0 }): ElementReference {
  let velocity = 0
  return (w, g, learningRate) => {
    velocity = momentum * velocity - learningRate * g
    const move = nesterov ? momentum * velocity - learningRate * g : velocity
    return w * (1 - learningRate * weightDecay) + move
  }
}

/** Algorithm 2 of arXiv 1711.05101; with a weight decay of 0, algorithm 1 of arXiv 1412.6980. */
function adamReference({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, weightDecay = 0 }): ElementReference {
  let [m, v] = [0, 0]
  return (w, g, learningRate, t) => {
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    const [mHat, vHat] = [m / (1 - beta1 ** t), v / (1 - beta2 ** t)]
    return w - learningRate * (mHat / (Math.sqrt(vHat) + epsilon) + weightDecay * w)
  }
}

/** Algorithm 2 of arXiv 2302.06675. */
function lionReference({ beta1 = 0.9, beta2 = 0.99, weightDecay = 0 }): ElementReference {
  let m = 0
  return (w, g, learningRate) => {
    const direction = Math.sign(beta1 * m + (1 - beta1) * g)
    m = beta2 * m + (1 - beta2) * g
    return w - learningRate * (direction + weightDecay * w)
  }
}

function rmspropReference({ rho = 0.9, momentum = 0, epsilon = 1e-7, weightDecay = 0 }): ElementReference {
  let [square, velocity] = [0, 0]
  return (w, g, learningRate) => {
    square = rho * square + (1 - rho) * g * g
    velocity = momentum * velocity + (learningRate * g) / Math.sqrt(square + epsilon)
    return w * (1 - learningRate * weightDecay) - velocity
  }
}

/** Matrices as https://kellerjordan.github.io/posts/muon has it, with the scale of arXiv 2502.16982, equation 4. */
function muonReference({ momentum = 0.95, nesterov = true, weightDecay = 0 }): () => Reference {
  const placed = placedParameters(triedWeights)
  return () => {
    const adams = triedKinds.map(() => adamReference({ weightDecay }))
    const total = triedKinds.map(() => 0)
    return (w, g, learningRate, t) => {
      const next = w.map((value, i) => adams[i]!(value, g[i]!, learningRate, t))
      for (const { kind, shape, start, end } of placed) {
        if (kind !== 'kernel') continue
        for (let i = start; i < end; i++) total[i] = momentum * total[i]! + g[i]!
        const rows = shape[0]!
        const columns = (end - start) / rows
        const direction = Array.from({ length: rows }, (_, row) =>
          Array.from({ length: columns }, (_, column) => {
            const i = start + row * columns + column
            return nesterov ? momentum * total[i]! + g[i]! : total[i]!
          }),
        )
        const step = newtonSchulz(direction).flat()
        for (let i = start; i < end; i++)
          next[i] =
            w[i]! * (1 - learningRate * weightDecay) -
            learningRate * 0.2 * Math.sqrt(Math.max(rows, columns)) * step[i - start]!
      }
      return next
    }
  }
}

type Matrix = number[][]
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map(row => b[0]!.map((_, j) => row.reduce((total, value, k) => total + value * b[k]![j]!, 0)))
const turned = (a: Matrix): Matrix => a[0]!.map((_, j) => a.map(row => row[j]!))
const combined = (a: Matrix, p: number, b: Matrix, q: number): Matrix =>
  a.map((row, i) => row.map((value, j) => p * value + q * b[i]![j]!))

function newtonSchulz(x: Matrix): Matrix {
  if (x.length > x[0]!.length) return turned(newtonSchulz(turned(x)))
  const norm = Math.hypot(...x.flat()) + 1e-7
  let y = x.map(row => row.map(value => value / norm))
  for (let step = 0; step < 5; step++) {
    const square = product(y, turned(y))
    y = combined(y, 3.4445, product(combined(square, -4.775, product(square, square), 2.0315), y), 1)
  }
  return y
}

describe('every optimizer agrees with its formula in double precision', () => {
  const sgds = [
    {},
    { weightDecay: 0.01 },
    { momentum: 0.9 },
    { momentum: 0.9, nesterov: true },
    { momentum: 0.5, nesterov: true, weightDecay: 0.001 },
  ]
  for (const options of sgds)
    test(`sgd ${JSON.stringify(options)}`, () =>
      checkOptimizer(
        { kind: 'sgd', learningRate: 0.1, ...options },
        elementwise(() => sgdReference(options)),
      ))
  const adams = [{}, { beta1: 0.7, beta2: 0.9 }, { epsilon: 0.1 }, { beta1: 0 }]
  for (const options of adams)
    test(`adam ${JSON.stringify(options)}`, () =>
      checkOptimizer(
        { kind: 'adam', learningRate: 0.01, ...options },
        elementwise(() => adamReference(options)),
      ))
  test('adamw by default, with the weight decay of Keras', () =>
    checkOptimizer(
      { kind: 'adamw' },
      elementwise(() => adamReference({ weightDecay: 0.004 })),
    ))
  test('adamw with a weight decay of its own', () =>
    checkOptimizer(
      { kind: 'adamw', learningRate: 0.1, weightDecay: 0.02 },
      elementwise(() => adamReference({ weightDecay: 0.02 })),
    ))
  for (const options of [{}, { beta1: 0.5, beta2: 0.8 }, { weightDecay: 0.01 }])
    test(`lion ${JSON.stringify(options)}`, () =>
      checkOptimizer(
        { kind: 'lion', ...options },
        elementwise(() => lionReference(options)),
      ))
  for (const options of [{}, { momentum: 0.8 }, { rho: 0.5, epsilon: 0.01, weightDecay: 0.01 }])
    test(`rmsprop ${JSON.stringify(options)}`, () =>
      checkOptimizer(
        { kind: 'rmsprop', ...options },
        elementwise(() => rmspropReference(options)),
      ))
  for (const options of [{}, { nesterov: false, momentum: 0.8 }, { weightDecay: 0.01 }])
    test(`muon ${JSON.stringify(options)}`, () =>
      checkOptimizer({ kind: 'muon', learningRate: 0.01, ...options }, muonReference(options), { tolerance: 2e-5 }))
})

describe('what all optimizers have in common', () => {
  test('weight decay is for the kinds of weights that are named', async () => {
    for (const weightDecayKinds of [['kernel'], ['kernel', 'normalization'], []] as WeightKind[][]) {
      const decayOf = (i: number) => (weightDecayKinds.includes(triedKinds[i]!) ? 0.02 : 0)
      await checkOptimizer(
        { kind: 'adamw', learningRate: 0.1, weightDecay: 0.02, weightDecayKinds },
        elementwise(i => adamReference({ weightDecay: decayOf(i) })),
      )
      await checkOptimizer(
        { kind: 'sgd', learningRate: 0.1, weightDecay: 0.02, weightDecayKinds },
        elementwise(i => sgdReference({ weightDecay: decayOf(i) })),
      )
    }
  })

  test('a gradient whose norm over all weights is too large is scaled down to the bound', async () => {
    for (const globalClipNorm of [5, 20, 1e6]) {
      const reference = elementwise(() => sgdReference({}))
      await checkOptimizer({ kind: 'sgd', learningRate: 0.1, globalClipNorm }, () => {
        const step = reference()
        return (w, g, ...rest) =>
          step(
            w,
            g.map(value => value * Math.min(1, globalClipNorm / Math.hypot(...g))),
            ...rest,
          )
      })
    }
  })

  test('the moving average begins with the first weights, and is not the weights', async () => {
    const optimizer = optimizerFrom({ kind: 'sgd', learningRate: 0.1, emaMomentum: 0.9 })
    await checkOptimizer(
      { kind: 'sgd', learningRate: 0.1, emaMomentum: 0.9 },
      elementwise(() => sgdReference({})),
    )
    for (const replicas of [1, 3]) {
      const { parameters, gradients, slots, update, dispose } = await prepareOptimizer(
        optimizer,
        new Float32Array(triedKinds.length),
        replicas,
      )
      let expected = 0
      for (let iteration = 1; iteration <= 4; iteration++) {
        for (const { trained } of gradients) trained.fill(iteration / replicas)
        await update(iteration, 0.1)
        expected = iteration === 1 ? parameters.trained[0]! : 0.9 * expected + 0.1 * parameters.trained[0]!
        for (const value of slots.average!) expect(value).toBeCloseTo(expected, 6)
      }
      expect(slots.average![0]).not.toBeCloseTo(parameters.trained[0]!, 3)
      await dispose()
    }
  })
})

describe('an optimizer out of range is refused with what was expected and what was received', () => {
  const kinds = 'sgd, adam, adamw, rmsprop, lion, muon'
  const cases: [unknown, string][] = [
    [{ kind: 'sgd', learningRate: 0 }, 'sgd: expected learningRate to be a number > 0, received 0'],
    [{ kind: 'sgd', momentum: 1 }, 'sgd: expected momentum to be in [0, 1), received 1'],
    [{ kind: 'sgd', nesterov: 'yes' }, 'sgd: expected nesterov to be true or false, received "yes"'],
    [{ kind: 'sgd', weightDecay: -1 }, 'sgd: expected weightDecay to be a number ≥ 0, received -1'],
    [
      { kind: 'sgd', weightDecayKinds: ['kernels'] },
      'sgd: expected weightDecayKinds.0 to be one of kernel, bias, normalization, received "kernels"',
    ],
    [{ kind: 'lion', globalClipNorm: 0 }, 'lion: expected globalClipNorm to be a number > 0, received 0'],
    [{ kind: 'rmsprop', emaMomentum: 1 }, 'rmsprop: expected emaMomentum to be in [0, 1), received 1'],
    [{ kind: 'adam', beta2: 1 }, 'adam: expected beta2 to be in [0, 1), received 1'],
    [{ kind: 'adam', epsilon: 0 }, 'adam: expected epsilon to be a number > 0, received 0'],
    [
      { kind: 'adam', weightDecay: 0.1 },
      'adam: unknown option "weightDecay"; allowed are learningRate, beta1, beta2, epsilon, globalClipNorm, emaMomentum',
    ],
    ...['adagrad', 'toString', 'constructor', '__proto__', 'hasOwnProperty', null].map((kind): [unknown, string] => [
      JSON.parse(`{"kind": ${JSON.stringify(kind)}}`),
      `optimizer: expected kind to be one of ${kinds}, received ${JSON.stringify(kind)}`,
    ]),
    [{}, `optimizer: expected kind to be one of ${kinds}, received nothing`],
    [null, 'optimizer: expected an object of options, received null'],
    ['adam', 'optimizer: expected an object of options, received "adam"'],
  ]
  for (const [config, message] of cases)
    test(`${JSON.stringify(config)}`, () =>
      expect(() => optimizerFrom(config as OptimizerConfig)).toThrow(new UsageError(message)))
})
