import { expect, test } from 'vitest'
import { networkFrom, parseConfiguration, readConfiguration } from '../../src/model/configuration.js'
import { exportModel } from '../../src/model/modelFile.js'
import { summary } from '../../src/model/summary.js'
import { type TrainOptions, fit as train } from '../../src/node/fit.js'
import { runReport } from '../../src/report/runReport.js'
import { identityOf } from '../../src/runs/identity.js'
import type { RunRecord } from '../../src/runs/record.js'
import { parseRecord } from '../../src/runs/recordSchema.js'
import { reportRunOf } from '../../src/runs/reportRun.js'
import { initialParameters } from '../../src/training/parameters.js'
import { wholeRecord } from '../runs/wholeRecord.js'
import { bars } from '../training/small.js'
import { attempts, mutateBytes, mutateJson, tryInputs } from './attack.js'
import { expectSentence } from './sentence.js'

// Configuration files and records of runs as no program of this project writes them: each is refused in a sentence, or trained.

const digits = bars(40)

/** A net with every kind of layer, and every part of a recipe. */
const net = {
  preprocessing: 'normalize',
  layers: [
    { kind: 'averagePool2d', poolSize: 2 },
    { kind: 'conv2d', filters: 2, kernelSize: [3, 2], strides: 1, padding: 'same', useBias: false },
    { kind: 'batchNormalization', momentum: 0.9 },
    { kind: 'activation', function: 'leakyRelu' },
    { kind: 'maxPool2d', poolSize: 3, strides: 2, padding: 'valid' },
    { kind: 'dropout', rate: 0.2 },
    { kind: 'conv2d', filters: 3, kernelSize: 2, activation: 'gelu', kernelInitializer: 'heNormal' },
    { kind: 'globalAveragePool2d' },
    { kind: 'dense', units: 10, activation: 'softmax' },
  ],
  training: {
    epochs: 2,
    batchSize: 8,
    optimizer: { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.99 },
    schedule: { kind: 'oneCycle', warmup: 0.2 },
    labelSmoothing: 0.1,
    augmentation: { rotation: 5, zoom: 0.1, translation: 1, elastic: 0.5, disableAugmentationLastEpochs: 1 },
    syntheticDigits: 3,
    outlierImages: 2,
    temperatureScaling: false,
    validation: 10,
    earlyStopping: { monitor: 'validationLoss', patience: 1 },
    restoreBest: true,
  },
}

/** Trains until something came of it: an epoch, as a rule. */
async function trainBriefly(configuration: ReturnType<typeof readConfiguration>, options: TrainOptions = {}) {
  const stop = new AbortController()
  let steps = 0
  const { classifier } = await train(networkFrom(configuration), digits, {
    ...configuration.training,
    threads: 1,
    ...options,
    signal: stop.signal,
    onStep: () => ++steps === 5 && stop.abort(),
  })
  await classifier.dispose()
}

/** The outcome of what may be refused. */
async function outcomeOf(attack: () => Promise<void>, name: string): Promise<string> {
  try {
    await attack()
    return name
  } catch (error) {
    expectSentence(error)
    return 'refused'
  }
}

test('a net.json with odd values is refused in a sentence, or trained', async () => {
  const outcomes = await tryInputs('net.json', attempts({ few: 60, all: 2000 }), random =>
    outcomeOf(async () => {
      const configuration = readConfiguration(JSON.stringify(mutateJson(net, random)))
      summary(networkFrom(configuration))
      await trainBriefly(configuration)
    }, 'trained'),
  )
  expect(outcomes.refused).toBeGreaterThan(0)
  expect(outcomes.trained).toBeGreaterThan(0)
})

test('a net.json whose bytes are damaged is refused in a sentence, or trained', async () => {
  const bytes = new TextEncoder().encode(JSON.stringify(net))
  const outcomes = await tryInputs('bytes of net.json', attempts({ few: 100, all: 1000 }), random =>
    outcomeOf(() => trainBriefly(readConfiguration(new TextDecoder().decode(mutateBytes(bytes, random)))), 'trained'),
  )
  expect(outcomes.refused).toBeGreaterThan(0)
})

/** The record of a finished run of that net. */
const { training: recipe, ...model } = readConfiguration(JSON.stringify(net))
const record = { ...wholeRecord(), model, options: { ...recipe, limit: 40, threads: 1 } }

async function resumeAndReport(record: RunRecord): Promise<void> {
  const { limit, threads, ...training } = record.options
  identityOf(record)
  const configuration = parseConfiguration({ ...record.model, training })
  await trainBriefly(configuration, { threads, seed: record.seed })
  const network = networkFrom(configuration)
  const source = {
    folder: 'run',
    record,
    model: exportModel(network, initialParameters(network, 0)),
    test: digits,
    probabilities: new Float32Array(digits.count * 10).fill(0.1),
  }
  const page = await runReport(reportRunOf(source))
  if (/\bundefined\b|\[object/.test(page.replace(/<script>.*<\/script>/s, '')))
    throw new Error(`undefined in the report: ${/.{80}(\bundefined\b|\[object).{80}/s.exec(page)?.[0]}`)
}

test('a run.json with odd values is refused in a sentence, or resumed and reported', async () => {
  const outcomes = await tryInputs('run.json', attempts({ few: 40, all: 1500 }), random =>
    outcomeOf(async () => resumeAndReport(parseRecord(JSON.stringify(mutateJson(record, random)))), 'resumed'),
  )
  expect(outcomes.refused).toBeGreaterThan(0)
  expect(outcomes.resumed).toBeGreaterThan(0)
})

test('a run.json whose bytes are damaged is refused in a sentence, or resumed and reported', async () => {
  const bytes = new TextEncoder().encode(JSON.stringify(record))
  const outcomes = await tryInputs('bytes of run.json', attempts({ few: 40, all: 1000 }), random =>
    outcomeOf(() => resumeAndReport(parseRecord(new TextDecoder().decode(mutateBytes(bytes, random)))), 'resumed'),
  )
  expect(outcomes.refused).toBeGreaterThan(0)
})
