import type { Digits } from '../../src/data/digits.js'
import { activation } from '../../src/layers/activation.js'
import { batchNormalization } from '../../src/layers/batchNormalization.js'
import { conv2d } from '../../src/layers/conv2d.js'
import { dense } from '../../src/layers/dense.js'
import { dropout } from '../../src/layers/dropout.js'
import { flatten } from '../../src/layers/flatten.js'
import { averagePool2d, maxPool2d } from '../../src/layers/pooling.js'
import { sequential } from '../../src/model/sequential.js'
import { randomStream } from '../../src/random.js'
import { classificationExamples, classificationObjective } from '../../src/recipe/objective.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { FitOptions } from '../../src/training/fit.js'
import { adam } from '../../src/training/optimizers.js'
import { scheduleFrom } from '../../src/training/schedules.js'

/** Images of ten kinds that a small net tells apart: a bright bar whose place depends on the label, on noise. */
export function bars(count: number, seed = 0): Digits {
  const random = randomStream(seed, 'bars')
  const labels = Uint8Array.from({ length: count }, () => random.integer(10))
  const images = Uint8Array.from({ length: count * 784 }, (_, i) => {
    const row = Math.floor((i % 784) / 28)
    const inBar = Math.floor(row / 2.8) === labels[Math.floor(i / 784)]
    return random.integer(120) + (inBar ? 135 : 0)
  })
  return { images, labels, count }
}

/** The same as a training takes them. */
export const barExamples = (count: number, seed = 0) => classificationExamples(bars(count, seed))

/** 150 weights on 7 × 2 pixels: a step takes less than a millisecond. */
export const plainNet = () =>
  sequential([averagePool2d({ poolSize: [4, 14] }), flatten(), dense({ units: 10, activation: 'softmax' })])

/** A little of everything that training treats in its own way: statistics, noise, overlapping windows. */
export const fullNet = ({ dropoutRate = 0.3, normalized = true } = {}) =>
  sequential([
    averagePool2d({ poolSize: 4 }),
    conv2d({ filters: 3, kernelSize: 3, padding: 'same' }),
    ...(normalized ? [batchNormalization({ momentum: 0.8 })] : []),
    activation({ function: 'relu' }),
    maxPool2d({ poolSize: 3, strides: 2 }),
    flatten(),
    dropout({ rate: dropoutRate }),
    dense({ units: 10, activation: 'softmax' }),
  ])

export const fitOptions = (changes: Partial<FitOptions> = {}): FitOptions => ({
  runtime: nodeRuntime,
  optimizer: adam({ learningRate: 0.01 }),
  schedule: scheduleFrom({ kind: 'constant' }),
  epochs: 2,
  batchSize: 16,
  ...classificationObjective({ labelSmoothing: 0 }),
  seed: 1,
  threads: 1,
  ...changes,
})
