import { cast, scale } from '../../src/graph/elementwise.js'
import { reshape } from '../../src/graph/shape.js'
import { batchNormalization } from '../../src/layers/batchNormalization.js'
import { conv2d } from '../../src/layers/conv2d.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { FitOptions } from '../../src/training/fit.js'
import { positionCrossentropy } from '../../src/training/losses/positionCrossentropy.js'
import { positionAccuracy } from '../../src/training/metrics.js'
import { adam } from '../../src/training/optimizers.js'
import { scheduleFrom } from '../../src/training/schedules.js'
import { chain } from './chain.js'
import { SIDE } from './scenes.js'

/** A fully convolutional net: scenes of 64 × 64 pixels → logits of 11 classes for each of 16 × 16 positions. */
export const sceneNet = () =>
  chain(
    {
      input: { name: 'scene', shape: [SIDE, SIDE], dtype: 'uint8' },
      first: scene => scale(reshape(cast(scene, 'float32'), ['batch', 1, SIDE, SIDE]), 1 / 255),
      shape: [1, SIDE, SIDE],
      output: 'digits',
    },
    [
      conv2d({ filters: 8, kernelSize: 5, strides: 2, padding: 'same', activation: 'relu' }),
      conv2d({ filters: 12, kernelSize: 5, strides: 2, padding: 'same', useBias: false }),
      batchNormalization(),
      conv2d({ filters: 12, kernelSize: 5, padding: 'same', activation: 'relu' }),
      conv2d({ filters: 11, kernelSize: 1 }),
    ],
  )

export const sceneOptions = (changes: Partial<FitOptions> = {}): FitOptions => ({
  runtime: nodeRuntime,
  loss: positionCrossentropy({ fromLogits: true, classWeights: [...Array<number>(10).fill(10), 1] }),
  metrics: { accuracy: positionAccuracy() },
  optimizer: adam({ learningRate: 0.01 }),
  schedule: scheduleFrom({ kind: 'constant' }),
  epochs: 2,
  batchSize: 8,
  seed: 5,
  threads: 2,
  ...changes,
})
