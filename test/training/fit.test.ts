import { describe, expect, test } from 'vitest'
import { evaluateProbabilities } from '../../src/evaluation/evaluate.js'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/model/checkpoint.js'
import { createClassifier } from '../../src/model/classifier.js'
import { exportModel } from '../../src/model/modelFile.js'
import type { Sequential } from '../../src/model/sequential.js'
import { classificationExamples, classificationObjective } from '../../src/recipe/objective.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { parseAugmentation } from '../../src/training/augmentation.js'
import { type FitOptions, fit as train } from '../../src/training/fit.js'
import type { EpochRecord, StepProgress } from '../../src/training/history.js'
import { adam, adamw, muon, sgd } from '../../src/training/optimizers.js'
import { initialParameters } from '../../src/training/parameters.js'
import { scheduleFrom } from '../../src/training/schedules.js'
import { createScorer } from '../../src/training/scorer.js'
import type { TrainingState } from '../../src/training/state.js'
import { barExamples, bars, fitOptions, fullNet, plainNet } from './small.js'

const digits = barExamples(70)
const validation = barExamples(40, 1)

/** What two trainings must agree in to the last bit: everything but the seconds. */
const bits = ({ parameters, slots, history, best, epoch, step, running }: TrainingState) => ({
  parameters,
  slots,
  best,
  epoch,
  step,
  running: { ...running, seconds: 0 },
  history: history.map(record => ({ ...record, seconds: 0 })),
})

describe('the same seed and threads give the same bits', () => {
  for (const threads of [1, 2])
    test(`with ${threads} thread${threads > 1 ? 's' : ''}`, async () => {
      const once = async () => bits((await train(fullNet(), digits, fitOptions({ threads, validation }))).state)
      expect(await once()).toEqual(await once())
    })
  test('another seed gives other weights', async () => {
    const [one, two] = [
      await train(plainNet(), digits, fitOptions()),
      await train(plainNet(), digits, fitOptions({ seed: 2 })),
    ]
    expect(one.state.parameters.trained).not.toEqual(two.state.parameters.trained)
  })
  test('other threads give the same weights up to rounding where there is no noise and no statistic of the batch', async () => {
    const network = fullNet({ dropoutRate: 0, normalized: false })
    const [one, three] = [
      await train(network, digits, fitOptions({ optimizer: sgd({ learningRate: 0.1 }) })),
      await train(network, digits, fitOptions({ optimizer: sgd({ learningRate: 0.1 }), threads: 3 })),
    ]
    for (const [i, value] of one.state.parameters.trained.entries())
      expect(three.state.parameters.trained[i]).toBeCloseTo(value, 4)
  })
})

describe('an epoch', () => {
  test('shows every image once, those of a smaller last batch too', async () => {
    // Weights that hardly move: the training loss of an epoch is then that of the whole set, image by image.
    const optimizer = sgd({ learningRate: 1e-12 })
    for (const threads of [1, 3]) {
      const options = fitOptions({ optimizer, threads, batchSize: 16, epochs: 3, validation: digits })
      const { history } = (await train(plainNet(), digits, options)).state
      for (const record of history) {
        expect(record.trainLoss).toBeCloseTo(record.validationLoss!, 5)
        expect(record.trainAccuracy).toBe(record.validationAccuracy)
      }
    }
  })

  test('shows the images in an order of its own', async () => {
    const losses: number[] = []
    const onStep = ({ step, loss }: StepProgress) => void (step === 1 && losses.push(loss))
    await train(plainNet(), digits, fitOptions({ optimizer: sgd({ learningRate: 1e-12 }), epochs: 3, onStep }))
    expect(new Set(losses).size).toBe(3)
  })

  test('takes a batch larger than all images as one step', async () => {
    const steps: StepProgress[] = []
    await train(
      plainNet(),
      digits,
      fitOptions({ batchSize: 1000, threads: 2, epochs: 1, onStep: step => void steps.push(step) }),
    )
    expect(steps).toMatchObject([{ step: 1, steps: 1, epoch: 1, epochs: 1, secondsLeft: 0 }])
  })

  test('reports every step and every epoch, with the learning rate of the schedule', async () => {
    const steps: StepProgress[] = []
    const records: EpochRecord[] = []
    const { state, ended } = await train(
      plainNet(),
      digits,
      fitOptions({
        optimizer: sgd({ learningRate: 0.5 }),
        schedule: scheduleFrom({ kind: 'step', factor: 0.1 }),
        batchSize: 32,
        validation,
        onStep: step => void steps.push(step),
        onEpoch: record => void records.push(record),
      }),
    )
    expect(ended).toBe('finished')
    expect(steps.map(({ epoch, step, steps, epochs }) => [epoch, epochs, step, steps])).toEqual([
      [1, 2, 1, 3],
      [1, 2, 2, 3],
      [1, 2, 3, 3],
      [2, 2, 1, 3],
      [2, 2, 2, 3],
      [2, 2, 3, 3],
    ])
    expect(steps.every(({ examplesPerSecond, secondsLeft }) => examplesPerSecond > 0 && secondsLeft >= 0)).toBe(true)
    expect(records).toEqual(state.history)
    expect(records.map(({ epoch, learningRate }) => [epoch, learningRate])).toEqual([
      [1, 0.5],
      [2, 0.05],
    ])
    expect(steps[2]!.loss).toBe(records[0]!.trainLoss)
    expect(steps[5]!.accuracy).toBe(records[1]!.trainAccuracy)
    for (const { seconds } of records) expect(seconds).toBeGreaterThan(0)
  })

  test('counts the steps of the optimizer and of the schedule from the beginning of the training', async () => {
    const plain = adam()
    const iterations: [number, number][] = []
    const optimizer: typeof plain = {
      ...plain,
      scalars(iteration, learningRate) {
        iterations.push([iteration, learningRate])
        return plain.scalars(iteration, learningRate)
      },
    }
    const schedule: FitOptions['schedule'] = ({ step, steps, stepsPerEpoch }) =>
      step + 100 * steps + 10_000 * stepsPerEpoch
    await train(plainNet(), digits, fitOptions({ optimizer, schedule, batchSize: 32 }))
    expect(iterations).toEqual([1, 2, 3, 4, 5, 6].map(i => [i, 0.001 * (i - 1 + 600 + 30_000)]))
  })

  test('knows no validation where no images were held out', async () => {
    const { history } = (await train(plainNet(), digits, fitOptions({ epochs: 1 }))).state
    expect(history).toMatchObject([{ validationLoss: null, validationAccuracy: null }])
  })
})

describe('a training that is interrupted and resumed ends with the same bits as one that ran through', () => {
  const augmentation = parseAugmentation({ rotation: 10, elastic: 1, thickness: 0.5, disableAugmentationLastEpochs: 1 })
  const augmented = classificationObjective({ labelSmoothing: 0, augmentation })
  const variants: Record<string, { network: Sequential; changes: Partial<FitOptions> }> = {
    'a plain net': { network: plainNet(), changes: {} },
    'momentum, label smoothing and a schedule': {
      network: plainNet(),
      changes: {
        optimizer: sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
        schedule: scheduleFrom({ kind: 'oneCycle' }),
        ...classificationObjective({ labelSmoothing: 0.1 }),
      },
    },
    'dropout and batch normalization on two threads': { network: fullNet(), changes: { threads: 2 } },
    'augmentation on two threads': {
      network: plainNet(),
      changes: { threads: 2, ...augmented },
    },
    'clipping, a moving average and decay of kernels only, on two threads': {
      network: fullNet(),
      changes: {
        threads: 2,
        validation,
        optimizer: adamw({ weightDecay: 0.1, weightDecayKinds: ['kernel'], globalClipNorm: 0.5, emaMomentum: 0.9 }),
        schedule: scheduleFrom({ kind: 'reduceOnPlateau', patience: 1, minDelta: 10 }),
      },
    },
    muon: { network: fullNet(), changes: { threads: 2, optimizer: muon({ learningRate: 0.01 }) } },
    'early stopping and the best epoch kept': {
      network: fullNet(),
      changes: {
        validation,
        earlyStopping: { patience: 1 },
        restoreBest: true,
        optimizer: adam({ learningRate: 0.3 }),
        epochs: 6,
      },
    },
  }
  for (const [name, { network, changes }] of Object.entries(variants))
    test(name, async () => {
      const options = fitOptions({ epochs: 3, ...changes })
      const whole = await train(network, digits, options)
      for (const interruption of [1, 5, 8]) {
        const stop = new AbortController()
        let done = 0
        const saved: Uint8Array[] = []
        const first = await train(network, digits, {
          ...options,
          signal: stop.signal,
          onStep: () => ++done === interruption && stop.abort(),
          onCheckpoint: state => void saved.push(encodeCheckpoint(state)),
        })
        expect(first.ended).toBe('interrupted')
        expect(done).toBe(interruption)
        const resume = decodeCheckpoint(saved.at(-1)!)
        expect(resume).toEqual(first.state)
        const second = await train(network, digits, { ...options, resume })
        expect(second.ended).toBe(whole.ended)
        expect(bits(second.state)).toEqual(bits(whole.state))
      }
    })

  test('from the checkpoint of any epoch, that of the last one too', async () => {
    const options = fitOptions({
      epochs: 30,
      validation,
      earlyStopping: { patience: 2 },
      restoreBest: true,
      optimizer: adam({ learningRate: 1 }),
    })
    const saved: Uint8Array[] = []
    const whole = await train(fullNet(), digits, {
      ...options,
      onCheckpoint: state => void saved.push(encodeCheckpoint(state)),
    })
    expect(whole.ended).toBe('stoppedEarly')
    expect(saved.length).toBe(whole.state.epoch)
    for (const bytes of saved) {
      const again = await train(fullNet(), digits, { ...options, resume: decodeCheckpoint(bytes) })
      expect(again.ended).toBe('stoppedEarly')
      expect(bits(again.state)).toEqual(bits(whole.state))
    }
  })

  test('by a signal that was given before it began, without a step', async () => {
    const { ended, state } = await train(plainNet(), digits, fitOptions({ signal: AbortSignal.abort() }))
    expect([ended, state.epoch, state.step]).toEqual(['interrupted', 0, 0])
    expect(state.parameters).toEqual(initialParameters(plainNet(), 1))
  })

  test('and the state to resume from is left as it was', async () => {
    const { state } = await train(fullNet(), digits, fitOptions({ epochs: 1 }))
    const before = structuredClone(state)
    await train(fullNet(), digits, fitOptions({ epochs: 2, resume: state }))
    expect(state).toEqual(before)
  })
})

describe('a state that does not belong to the net or the optimizer is refused', () => {
  const resume = async (network: Sequential, changes: Partial<FitOptions>) => {
    const { state } = await train(plainNet(), digits, fitOptions({ epochs: 1 }))
    return train(network, digits, fitOptions({ resume: state, ...changes }))
  }
  test('where it has other weights', () =>
    expect(resume(fullNet(), {})).rejects.toThrow('fit: expected a state with 316 weights, received 150'))
  test('where it has the memory of another optimizer', () =>
    expect(resume(plainNet(), { optimizer: sgd({ momentum: 0.5 }) })).rejects.toThrow(
      'fit: expected a state with 150 "velocity" values, received none',
    ))
  test('where it has more memory than the optimizer', () =>
    expect(resume(plainNet(), { optimizer: sgd() })).rejects.toThrow(
      'fit: expected a state without "sum" values, received 150',
    ))
})

describe('a state that no training of this plan can have is refused', () => {
  const cases: [what: string, changes: (state: TrainingState) => Partial<TrainingState>, message: string][] = [
    [
      'an epoch after the last',
      () => ({ epoch: 7 }),
      'fit: expected a state after at most 2 epochs, received one after 7',
    ],
    [
      'a step after the last',
      () => ({ step: 5 }),
      'fit: expected to resume before step 5 of an epoch, received step 5',
    ],
    [
      'a step after the last epoch',
      ({ history }) => ({ epoch: 2, step: 1, history: [history[0]!, { ...history[0]!, epoch: 2 }] }),
      'fit: expected to resume at step 0 after the last epoch, received step 1',
    ],
    ['a history too short', () => ({ history: [] }), 'fit: expected a history of the epochs 1 to 1, received []'],
    [
      'a history of other epochs',
      ({ history }) => ({ history: [{ ...history[0]!, epoch: 2 }] }),
      'fit: expected a history of the epochs 1 to 1, received [2]',
    ],
    [
      'a history that lacks a metric',
      ({ history }) => ({ history: [{ ...history[0]!, trainAccuracy: undefined as unknown as number }] }),
      'fit: expected trainAccuracy of epoch 1 to be a number, received nothing',
    ],
    [
      'a best epoch to come',
      ({ parameters }) => ({ best: { epoch: 2, score: 1, parameters } }),
      'fit: expected the best of the epochs 1 to 1, received epoch 2',
    ],
    [
      'statistics of the best epoch that do not fit',
      ({ parameters }) => ({
        best: { epoch: 1, score: 1, parameters: { ...parameters, statistics: new Float32Array(1) } },
      }),
      'fit: expected a state with 0 best statistics, received 1',
    ],
  ]
  test.each(cases)('%s', async (_, changes, message) => {
    const { state } = await train(plainNet(), digits, fitOptions({ epochs: 1 }))
    const resume = { ...state, ...changes(state) }
    await expect(train(plainNet(), digits, fitOptions({ resume }))).rejects.toThrow(message)
  })
})

test('the moving average of the weights is what is measured, and what a finished training gives back', async () => {
  const options = fitOptions({ epochs: 3, optimizer: adam({ learningRate: 0.05, emaMomentum: 0.9 }), validation })
  const states: TrainingState[] = []
  const { state } = await train(plainNet(), digits, { ...options, onCheckpoint: state => void states.push(state) })
  const last = states.at(-1)!
  expect(state.parameters.trained).toEqual(last.slots.average)
  expect(state.parameters.trained).not.toEqual(last.parameters.trained)
  const scorer = await createScorer({ ...fitOptions(), threads: 1, network: plainNet(), parameters: state.parameters })
  const { loss, accuracy } = await scorer.score(validation)
  const { validationLoss, validationAccuracy } = state.history.at(-1)!
  expect({ loss, accuracy }).toEqual({ loss: validationLoss, accuracy: validationAccuracy })
  await scorer.dispose()
  const best = await train(plainNet(), digits, { ...options, restoreBest: true })
  expect(states.map(({ slots }) => slots.average)).toContainEqual(best.state.parameters.trained)
})

describe('early stopping', () => {
  // A rate at which a small net forgets what it knew.
  const wild = { epochs: 30, optimizer: adam({ learningRate: 0.5 }), validation }
  for (const monitor of ['validationLoss', 'validationAccuracy'] as const)
    test(`ends the training once ${monitor} has not improved for as long as patience says`, async () => {
      const { state, ended } = await train(
        plainNet(),
        digits,
        fitOptions({ ...wild, earlyStopping: { patience: 3, monitor } }),
      )
      expect(ended).toBe('stoppedEarly')
      const scores = state.history.map(record => (monitor === 'validationLoss' ? record[monitor]! : -record[monitor]!))
      const best = scores.indexOf(Math.min(...scores))
      expect(state.best).toMatchObject({ epoch: best + 1, score: scores[best] })
      expect(state.history.length).toBe(best + 1 + 3)
    })

  test('gives back the last weights, or the best where told', async () => {
    const options = fitOptions({ ...wild, earlyStopping: { patience: 2 } })
    const byEpoch: Float32Array[] = []
    const last = await train(plainNet(), digits, {
      ...options,
      onCheckpoint: ({ parameters }) => void byEpoch.push(parameters.trained),
    })
    expect(last.state.parameters.trained).toEqual(byEpoch.at(-1))
    const best = await train(plainNet(), digits, { ...options, restoreBest: true })
    expect(best.state.parameters.trained).toEqual(byEpoch.at(-3))
    expect(byEpoch.at(-3)).not.toEqual(byEpoch.at(-1))
  })

  test('is not needed to keep the best epoch', async () => {
    const { state, ended } = await train(plainNet(), digits, fitOptions({ ...wild, epochs: 5, restoreBest: true }))
    expect(ended).toBe('finished')
    expect(state.best!.score).toBe(Math.min(...state.history.map(({ validationLoss }) => validationLoss!)))
    expect(state.parameters).toEqual(state.best!.parameters)
  })
})

describe('a training that cannot succeed says so', () => {
  test('where the loss is no longer a number, with what to try', async () => {
    const training = train(
      fullNet({ normalized: false }),
      digits,
      fitOptions({ optimizer: sgd({ learningRate: 1e30 }), threads: 2 }),
    )
    await expect(training).rejects.toThrow(
      /^fit: expected a finite loss, received NaN in epoch 1, step \d; try a learning rate below 1e\+30, a warm-up \(schedule oneCycle\) or batch normalization$/,
    )
  })
  test('where only the last step went astray, by the held-out images', async () => {
    const options = fitOptions({ optimizer: sgd({ learningRate: 1e38 }), batchSize: 70, epochs: 1, validation })
    await expect(train(fullNet({ normalized: false }), digits, options)).rejects.toThrow(
      /^fit: expected a finite validation loss, received NaN in epoch 1, step 1; try a learning rate below 1e\+38/,
    )
  })
  test('where there are no examples', async () => {
    await expect(train(plainNet(), barExamples(0), fitOptions())).rejects.toThrow(
      'fit: expected at least 1 example, received 0',
    )
  })
})

test('a small net learns the bars', async () => {
  const training = barExamples(400)
  const { history } = (
    await train(plainNet(), training, fitOptions({ epochs: 12, validation, optimizer: adam({ learningRate: 0.03 }) }))
  ).state
  expect(history.at(-1)!.validationAccuracy).toBeGreaterThan(0.9)
  expect(history.at(-1)!.trainLoss).toBeLessThan(history[0]!.trainLoss)
})

test('the scorer measures what the saved model is then found to be worth', async () => {
  const network = fullNet()
  const { state } = await train(network, digits, fitOptions({ validation }))
  const classifier = await createClassifier(nodeRuntime, exportModel(network, state.parameters), { threads: 1 })
  const many = bars(1203, 4) // three runs, the last a smaller one
  const expected = evaluateProbabilities(await classifier.predict(many.images), many.labels)
  const { parameters } = state
  const scorer = await createScorer({ ...fitOptions(), threads: 1, network, parameters })
  const found = await scorer.score(classificationExamples(many))
  expect(found.accuracy).toBe(expected.accuracy)
  expect(found.loss).toBeCloseTo(expected.loss, 4)
  const { validationLoss, validationAccuracy } = state.history.at(-1)!
  expect(await scorer.score(validation)).toEqual({ loss: validationLoss, accuracy: validationAccuracy })
  await Promise.all([scorer.dispose(), classifier.dispose()])
})
