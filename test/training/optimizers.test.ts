import { describe, expect, test } from 'vitest'
import { type OptimizerConfig, optimizerFrom } from '../../src/training/optimizers.js'
import { checkOptimizer, type Reference } from '../checks/optimizer.js'

function sgdReference({ momentum = 0, nesterov = false, weightDecay = 0 }): Reference {
  let velocity = 0
  return (w, g, learningRate) => {
    velocity = momentum * velocity - learningRate * g
    const move = nesterov ? momentum * velocity - learningRate * g : velocity
    return w * (1 - learningRate * weightDecay) + move
  }
}

/** Algorithm 2 of arXiv 1711.05101; with a weight decay of 0, algorithm 1 of arXiv 1412.6980. */
function adamReference({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, weightDecay = 0 }): Reference {
  let [m, v] = [0, 0]
  return (w, g, learningRate, t) => {
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    const [mHat, vHat] = [m / (1 - beta1 ** t), v / (1 - beta2 ** t)]
    return w - learningRate * (mHat / (Math.sqrt(vHat) + epsilon) + weightDecay * w)
  }
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
      checkOptimizer({ kind: 'sgd', learningRate: 0.1, ...options }, () => sgdReference(options)))
  const adams = [{}, { beta1: 0.7, beta2: 0.9 }, { epsilon: 0.1 }, { beta1: 0 }]
  for (const options of adams)
    test(`adam ${JSON.stringify(options)}`, () =>
      checkOptimizer({ kind: 'adam', learningRate: 0.01, ...options }, () => adamReference(options)))
  test('adamw by default, with the weight decay of Keras', () =>
    checkOptimizer({ kind: 'adamw' }, () => adamReference({ weightDecay: 0.004 })))
  test('adamw with a weight decay of its own', () =>
    checkOptimizer({ kind: 'adamw', learningRate: 0.1, weightDecay: 0.02 }, () => adamReference({ weightDecay: 0.02 })))
})

describe('an optimizer out of range is refused with what was expected and what was received', () => {
  const cases: [unknown, string][] = [
    [{ kind: 'sgd', learningRate: 0 }, 'sgd: expected learningRate to be a number > 0, received 0'],
    [{ kind: 'sgd', momentum: 1 }, 'sgd: expected momentum to be in [0, 1), received 1'],
    [{ kind: 'sgd', nesterov: 'yes' }, 'sgd: expected nesterov to be true or false, received "yes"'],
    [{ kind: 'sgd', weightDecay: -1 }, 'sgd: expected weightDecay to be a number ≥ 0, received -1'],
    [{ kind: 'adam', beta2: 1 }, 'adam: expected beta2 to be in [0, 1), received 1'],
    [{ kind: 'adam', epsilon: 0 }, 'adam: expected epsilon to be a number > 0, received 0'],
    [
      { kind: 'adam', weightDecay: 0.1 },
      'adam: unknown option "weightDecay"; allowed are learningRate, beta1, beta2, epsilon',
    ],
    ...['lion', 'toString', 'constructor', '__proto__', 'hasOwnProperty', null].map((kind): [unknown, string] => [
      JSON.parse(`{"kind": ${JSON.stringify(kind)}}`),
      `optimizer: expected kind to be one of sgd, adam, adamw, received ${JSON.stringify(kind)}`,
    ]),
    [{}, 'optimizer: expected kind to be one of sgd, adam, adamw, received undefined'],
    [null, 'optimizer: expected an object of options, received null'],
    ['adam', 'optimizer: expected an object of options, received "adam"'],
  ]
  for (const [config, message] of cases)
    test(`${JSON.stringify(config)}`, () =>
      expect(() => optimizerFrom(config as OptimizerConfig)).toThrow(new Error(message)))
})
