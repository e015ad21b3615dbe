import type { Digits } from '../../src/data/digits.js'
import { selectDigits, splitDigits } from '../../src/data/digits.js'
import { createClassifier } from '../../src/model/classifier.js'
import { printModel, readTrainedNetwork } from '../../src/model/modelFile.js'
import { randomStream, shuffledIndices } from '../../src/random.js'
import { webRuntime } from '../../src/runtime/web.js'
import { fit as fitNetwork } from '../../src/training/fit.js'
import type { StepProgress } from '../../src/training/history.js'
import { optimizerFrom } from '../../src/training/optimizers.js'
import { scheduleFrom } from '../../src/training/schedules.js'
import { initialState } from '../../src/training/state.js'
import { fetchDigits } from './mnist.js'

export interface FineTuneOrder {
  /** The model to go on from: a file that this project wrote. */
  readonly model: Uint8Array
  /** Digits of one's own, as the network sees them. */
  readonly digits: Digits
  readonly seed: number
  readonly threads: number
}

export interface FineTuned {
  /** The model file. */
  readonly model: Uint8Array<ArrayBuffer>
  /** Accuracy on MNIST images held out, before and after: what was forgotten for what was learned. */
  readonly mnist: { readonly before: number; readonly after: number }
}

/** MNIST images mixed in, so that the old is not forgotten, and held out, to see whether it is. */
const MIXED = 3000
const HELD_OUT = 1000
/** Own digits are repeated until they are about a quarter of all. */
const OWN = 1000
const recipe = { epochs: 2, batchSize: 50, labelSmoothing: 0 }

/**
 * Trains a model further, on digits of one's own mixed with MNIST's, at a low learning rate.
 *
 * @throws Error where there are no digits, or the model does not carry its configuration
 */
export async function fineTune(
  { model, digits, seed, threads }: FineTuneOrder,
  onProgress: (progress: StepProgress) => void,
): Promise<FineTuned> {
  if (digits.count === 0) throw new Error('fineTune: expected at least 1 digit, received 0')
  const { network, parameters } = readTrainedNetwork(model)
  const all = await fetchDigits('training')
  const chosen = shuffledIndices(all.count, randomStream(seed, 'fineTune')).subarray(0, MIXED + HELD_OUT)
  const { training, validation } = splitDigits(selectDigits(all, chosen), { validation: HELD_OUT, seed })
  const optimizer = optimizerFrom({ kind: 'adam', learningRate: 0.001 })
  const { state } = await fitNetwork(network, together(training, repeated(digits)), {
    ...recipe,
    runtime: webRuntime,
    threads,
    seed,
    optimizer,
    schedule: scheduleFrom({ kind: 'cosine' }),
    resume: { ...initialState(network, optimizer, seed), parameters },
    onStep: onProgress,
  })
  const tuned = printModel(network, state.parameters, { seed }) as Uint8Array<ArrayBuffer>
  return {
    model: tuned,
    mnist: { before: await accuracyOf(model, validation), after: await accuracyOf(tuned, validation) },
  }
}

function repeated(digits: Digits): Digits {
  const times = Math.max(1, Math.round(OWN / digits.count))
  return selectDigits(
    digits,
    Uint32Array.from({ length: times * digits.count }, (_, i) => i % digits.count),
  )
}

function together(a: Digits, b: Digits): Digits {
  const images = new Uint8Array(a.images.length + b.images.length)
  images.set(a.images)
  images.set(b.images, a.images.length)
  return { images, labels: Uint8Array.of(...a.labels, ...b.labels), count: a.count + b.count }
}

async function accuracyOf(model: Uint8Array, digits: Digits): Promise<number> {
  const classifier = await createClassifier(webRuntime, model, { threads: 1 })
  try {
    return (await classifier.evaluate(digits)).accuracy
  } finally {
    await classifier.dispose()
  }
}
