import type { OptimizerConfig } from '../../src/training/optimizers.js'

/** Every optimizer, with each of its options that changes what is computed. Rates are high, so that three steps show. */
export const triedOptimizers: Readonly<Record<string, OptimizerConfig>> = {
  sgd: { kind: 'sgd', learningRate: 0.1 },
  momentum: { kind: 'sgd', learningRate: 0.1, momentum: 0.9 },
  nesterov: {
    kind: 'sgd',
    learningRate: 0.1,
    momentum: 0.9,
    nesterov: true,
    weightDecay: 0.1,
    weightDecayKinds: ['kernel'],
    globalClipNorm: 0.1,
  },
  adam: { kind: 'adam', learningRate: 0.01 },
  clippedAdam: { kind: 'adam', learningRate: 0.02, beta1: 0.7, beta2: 0.9, epsilon: 1e-3, globalClipNorm: 0.1 },
  adamw: { kind: 'adamw', learningRate: 0.01, weightDecay: 0.1 },
  adamwOfKernels: {
    kind: 'adamw',
    learningRate: 0.01,
    weightDecay: 0.1,
    weightDecayKinds: ['kernel', 'normalization'],
  },
  rmsprop: { kind: 'rmsprop', learningRate: 0.003, momentum: 0.5, weightDecay: 0.1 },
  lion: { kind: 'lion', learningRate: 0.01, weightDecay: 0.1 },
  muon: { kind: 'muon', learningRate: 0.01, weightDecay: 0.1 },
}
