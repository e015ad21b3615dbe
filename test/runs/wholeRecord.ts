import { evaluateProbabilities } from '../../src/evaluation/evaluate.js'

const probabilities = new Float32Array(100)
for (let digit = 0; digit < 10; digit++) probabilities[digit * 11] = 1

/** What the run.json of a finished run holds. */
export const wholeRecord = () => ({
  version: '0.1.0',
  status: 'finished',
  started: '2026-01-02T03:04:05.678Z',
  name: 'own',
  seed: 0,
  command: 'mnist train --model own.json',
  model: {
    preprocessing: 'standardize',
    layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }],
  },
  options: { epochs: 1, batchSize: 50, validation: 0, limit: null, threads: 1, labelSmoothing: 0, restoreBest: false },
  environment: { node: 'v20', onnxruntime: '1', platform: 'linux', processor: 'x', cores: 2 },
  data: { digests: {} },
  parameters: 7850,
  history: [
    {
      epoch: 1,
      seconds: 1,
      trainLoss: 1,
      trainAccuracy: 0.5,
      validationLoss: null,
      validationAccuracy: null,
      learningRate: 0.1,
    },
  ],
  test: evaluateProbabilities(probabilities, Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)),
  seconds: null,
})
