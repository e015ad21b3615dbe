import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Digits, takeDigits } from '../../src/data/digits.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { confidences } from '../../src/evaluation/rejection.js'
import { conv2d } from '../../src/layers/conv2d.js'
import { dense } from '../../src/layers/dense.js'
import { flatten } from '../../src/layers/flatten.js'
import { maxPool2d } from '../../src/layers/pooling.js'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/model/checkpoint.js'
import { sequential } from '../../src/model/sequential.js'
import { loadClassifier, saveClassifier } from '../../src/node/classifier.js'
import { fit as train } from '../../src/node/fit.js'
import { drawOutlierImages } from '../../src/synthesis/outlierImages.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { bars, plainNet } from '../training/small.js'

describe('a thousand images of MNIST', () => {
  test('and images of none teach to doubt the latter, and held-out digits decide below which doubt to refuse', async () => {
    const net = () =>
      sequential([
        maxPool2d(),
        conv2d({ filters: 8, kernelSize: 3, activation: 'relu' }),
        maxPool2d(),
        flatten(),
        dense({ units: 10, activation: 'softmax' }),
      ])
    const recipe = {
      epochs: 6,
      batchSize: 50,
      optimizer: { kind: 'adam', learningRate: 0.005 },
      validation: 250,
      threads: 2,
    } as const
    const plain = await train(net(), digits, recipe)
    const { classifier, history } = await train(net(), digits, {
      ...recipe,
      outlierImages: 300,
      temperatureScaling: true,
    })
    expect(history.at(-1)!.trainAccuracy).toBeGreaterThan(0.9) // of the digits alone
    const others = drawOutlierImages(100, 77)
    const sureness = async (of: typeof classifier) =>
      confidences(await of.predict(others), 10).reduce((total, value) => total + value / 100, 0)
    expect(await sureness(classifier)).toBeLessThan((await sureness(plain.classifier)) - 0.08)

    const { temperature, rejectThreshold } = classifier.metadata
    expect(plain.classifier.metadata).not.toHaveProperty('temperature')
    expect(temperature).toBeGreaterThan(0.1)
    expect(temperature).toBeLessThan(3)
    expect(rejectThreshold).toBeGreaterThan(0.1)
    expect(rejectThreshold).toBeLessThan(0.9)
    await Promise.all([plain.classifier.dispose(), classifier.dispose()])
  })

  let digits: Digits
  beforeAll(async () => {
    digits = takeDigits((await loadMnist({ parts: ['training'], mirrors: [] })).training, 1000)
  })

  test('are learned by a small convolution net, and the saved file knows them too', async () => {
    const net = sequential([
      maxPool2d(),
      conv2d({ filters: 8, kernelSize: 3, activation: 'relu' }),
      maxPool2d(),
      flatten(),
      dense({ units: 10, activation: 'softmax' }),
    ])
    const { classifier, history, ended } = await train(net, digits, {
      epochs: 6,
      batchSize: 50,
      optimizer: { kind: 'adam', learningRate: 0.005 },
      validation: 200,
      threads: 2,
      metadata: { preset: 'small' },
    })
    expect(ended).toBe('finished')
    expect(history.length).toBe(6)
    expect(history.at(-1)!.trainAccuracy).toBeGreaterThan(0.8)
    expect(history.at(-1)!.validationAccuracy).toBeGreaterThan(0.7)

    const file = join(await temporaryFolder(), 'model.onnx')
    await saveClassifier(classifier, file)
    const loaded = await loadClassifier(file, { threads: 1 })
    expect(loaded.metadata).toMatchObject({ preset: 'small', seed: 0, configuration: net.config })
    const [before, after] = [await classifier.evaluate(digits), await loaded.evaluate(digits)]
    expect(after.accuracy).toBe(before.accuracy)
    expect(after.accuracy).toBeGreaterThan(0.8)
    await Promise.all([classifier.dispose(), loaded.dispose()])
  })
})

describe('fit', () => {
  const digits = bars(60)

  test('goes on from a checkpoint file as if it had never stopped', async () => {
    const options = { epochs: 3, batchSize: 16, validation: 20, threads: 1, seed: 4 }
    const whole = await train(plainNet(), digits, options)
    const file = join(await temporaryFolder(), 'checkpoint.safetensors')
    const stop = new AbortController()
    const first = await train(plainNet(), digits, {
      ...options,
      signal: stop.signal,
      onStep: ({ epoch, step }) => epoch === 2 && step === 2 && stop.abort(),
      onCheckpoint: state => writeFile(file, encodeCheckpoint(state)),
    })
    expect(first.ended).toBe('interrupted')
    const resume = decodeCheckpoint(await readFile(file))
    const second = await train(plainNet(), digits, { ...options, resume })
    expect(second.classifier.model).toEqual(whole.classifier.model)
  })

  test('holds out none, some, or images of your own', async () => {
    const once = { epochs: 1, threads: 1 }
    expect((await train(plainNet(), digits, { ...once, validation: 0 })).history[0]!.validationLoss).toBeNull()
    expect((await train(plainNet(), digits, { ...once, validation: 7 })).history[0]!.validationLoss).toBeGreaterThan(0)
    const own = await train(plainNet(), digits, { ...once, validation: bars(9, 2) })
    expect(own.history[0]!.validationAccuracy! * 9).toBeCloseTo(Math.round(own.history[0]!.validationAccuracy! * 9), 9)
  })

  test('says what it expected where an option is wrong', async () => {
    const cases: [object, string][] = [
      [{ epoch: 3 }, 'training: unknown option "epoch"; allowed are epochs, batchSize, '],
      [{ epochs: 0 }, 'training: expected epochs to be a positive integer, received 0'],
      [{ validation: 60 }, 'validation: expected a whole number of images in [0, 60), received 60'],
      [
        { validation: 0, restoreBest: true },
        'training: expected validation images for earlyStopping, restoreBest and temperatureScaling',
      ],
      [
        { validation: bars(0), restoreBest: true },
        'training: expected validation images for earlyStopping, restoreBest and temperatureScaling',
      ],
      [{ validation: 0, threads: 0 }, 'fit: expected threads to be a positive integer, received 0'],
      [{ validation: 0, threads: 1.5 }, 'fit: expected threads to be a positive integer, received 1.5'],
      [{ validation: 0, seed: Number.NaN }, 'fit: expected seed to be a whole number ≥ 0, received NaN'],
    ]
    for (const [options, message] of cases) await expect(train(plainNet(), digits, options)).rejects.toThrow(message)
  })

  test('refuses labels that are no digits', async () => {
    const wrong = { ...digits, labels: digits.labels.with(3, 10) }
    await expect(train(plainNet(), wrong, { validation: 0 })).rejects.toThrow(
      'fit: expected labels in [0, 10), received 10 at index 3',
    )
    await expect(train(plainNet(), { ...digits, count: 61 }, { validation: 0 })).rejects.toThrow(
      'fit: expected 47824 values and 61 labels of 61 images of 28 × 28 pixels, received 47040 and 60',
    )
  })

  test('leaves the images as they were', async () => {
    const before = structuredClone(digits)
    await train(plainNet(), digits, { epochs: 1, validation: 10, threads: 2 })
    expect(digits).toEqual(before)
  })
})
