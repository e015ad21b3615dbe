import { fit as fitNetwork, loadMnist, networkFrom, type PresetName, preset, takeDigits } from '../../src/index.js'
import { median } from '../statistics.js'

export interface ThroughputOptions {
  readonly preset: PresetName
  /** Batch size. Defaults to the recipe's. */
  readonly batch?: number
  readonly threads: number
  readonly steps: number
  readonly repeats: number
}

/** Steps before the clock starts, as the peers have them. */
const WARM_UP = 20

/** Training images per second: several measurements of `steps` steps, one after the other in one training. */
export async function measureThroughput(options: ThroughputOptions) {
  const { threads, steps, repeats } = options
  const { training: recipe, ...net } = preset(options.preset)
  // Nothing is held out, so nothing may ask for it.
  const { validation: _validation, earlyStopping: _earlyStopping, restoreBest: _restoreBest, ...settings } = recipe
  const batchSize = options.batch ?? recipe.batchSize
  const { training } = await loadMnist({ parts: ['training'] })
  const images = takeDigits(training, Math.floor(training.count / batchSize) * batchSize) // full batches only
  const last = WARM_UP + steps * repeats
  const stop = new AbortController()
  const ends: number[] = []
  await fitNetwork(networkFrom(net), images, {
    ...settings,
    batchSize,
    threads,
    epochs: Math.ceil((last * batchSize) / images.count) + 1,
    validation: 0,
    signal: stop.signal,
    onStep() {
      ends.push(performance.now())
      if (ends.length === last) stop.abort()
    },
  })
  const rates = Array.from({ length: repeats }, (_, repeat) => {
    const first = WARM_UP - 1 + repeat * steps
    return (steps * batchSize * 1000) / (ends[first + steps]! - ends[first]!)
  })
  return {
    preset: options.preset,
    batch: batchSize,
    steps,
    images_per_second: median(rates),
    images_per_second_each: rates,
    epoch_seconds: training.count / median(rates),
  }
}
