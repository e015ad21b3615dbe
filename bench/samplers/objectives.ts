import type { Params } from '../../src/study/searchSpace.js'

/** A function to minimize over a search space. optuna_tpe.py has the same. */
export interface Objective {
  /** As a study's file has it. */
  readonly space: Readonly<Record<string, object>>
  readonly value: (params: Params) => number
  readonly optimum: number
}

const path = (index: number) => `training.x${index}`
const floats = (count: number, low: number, high: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [path(index), { kind: 'float', low, high }]))
const vector = (params: Params, count: number) =>
  Array.from({ length: count }, (_, index) => params[path(index)] as number)

/** Two of the classical test functions, and one that is like a search for a recipe: a rate on a log scale, a choice, and a condition. */
export const objectives: Readonly<Record<string, Objective>> = {
  rosenbrock4: {
    space: floats(4, -2, 2),
    value(params) {
      const x = vector(params, 4)
      return [0, 1, 2].reduce((sum, i) => sum + 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0) / 100
    },
    optimum: 0,
  },
  ackley3: {
    space: floats(3, -5, 10),
    value(params) {
      const x = vector(params, 3)
      const squares = x.reduce((sum, value) => sum + value ** 2, 0) / 3
      const waves = x.reduce((sum, value) => sum + Math.cos(2 * Math.PI * value), 0) / 3
      return -20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(waves) + 20 + Math.E
    },
    optimum: 0,
  },
  recipe: {
    space: {
      'training.rate': { kind: 'float', low: 1e-5, high: 1, log: true },
      'training.kind': { kind: 'categorical', choices: ['adam', 'sgd', 'rmsprop'] },
      'training.momentum': { kind: 'float', low: 0, high: 1, when: { 'training.kind': 'sgd' } },
      'training.batch': { kind: 'integer', low: 16, high: 512, step: 16 },
    },
    value(params) {
      const [rate, kind, batch] = ['rate', 'kind', 'batch'].map(name => params[`training.${name}`]) as [
        number,
        string,
        number,
      ]
      const best = kind === 'sgd' ? -1 : -2.5
      const shape = (Math.log10(rate) - best) ** 2 / 4 + ((batch - 128) / 512) ** 2
      if (kind === 'sgd') return shape + ((params['training.momentum'] as number) - 0.9) ** 2
      return shape + (kind === 'adam' ? 0.05 : 0.1)
    },
    optimum: 0,
  },
}
