import { DataError } from '../errors.js'
import { randomStream, shuffledIndices } from '../random.js'
import type { Batch, Examples } from './examples.js'

/**
 * Where a training takes its batches from. Who asks twice for the batch of an epoch and step must be given the same examples: that
 * is what makes a training that was interrupted end with the same bits.
 */
export interface BatchSource {
  /** Batches in an epoch. */
  readonly stepsPerEpoch: number
  /**
   * The batch of a step, both counted from 0. It is asked for ahead of the step that needs it, several at a time; arrays of an earlier
   * answer must not be written over.
   */
  batch(epoch: number, step: number): Batch | Promise<Batch>
}

/**
 * Batches of examples in memory, each epoch in an order of its own that follows from the seed; the last batch of an epoch takes
 * what is left.
 *
 * @param options.batchSize examples to a batch, a positive integer
 * @example arrayBatches(examples, { batchSize: 128, seed: 0 })
 */
export function arrayBatches(
  examples: Examples,
  { batchSize, seed }: { readonly batchSize: number; readonly seed: number },
): BatchSource {
  let shuffled: { epoch: number; order: Uint32Array } | undefined
  return {
    stepsPerEpoch: Math.ceil(examples.count / batchSize),
    batch(epoch, step) {
      if (shuffled?.epoch !== epoch)
        shuffled = { epoch, order: shuffledIndices(examples.count, randomStream(seed, 'shuffle', epoch)) }
      return { ...examples, indices: shuffled.order.subarray(step * batchSize, (step + 1) * batchSize) }
    },
  }
}

/**
 * Batches that a generator yields, one after the other. It is started anew for each epoch, and where a training is resumed, at the
 * step that is wanted.
 *
 * @param batches yields the batches of an epoch from a step on, the same for the same epoch and step
 * @throws {DataError} if it yields fewer than stepsPerEpoch
 * @example
 * generatorBatches(100, async function* (epoch, step) {
 *   for (; step < 100; step++) yield drawScenes(randomStream(0, 'scenes', epoch, step))
 * })
 */
export function generatorBatches(
  stepsPerEpoch: number,
  batches: (epoch: number, step: number) => AsyncIterable<Batch> | Iterable<Batch>,
): BatchSource {
  let position: { epoch: number; step: number; iterator: AsyncIterator<Batch> | Iterator<Batch> } | undefined
  let last: Promise<unknown> = Promise.resolve()

  async function take(epoch: number, step: number): Promise<Batch> {
    if (position?.epoch !== epoch || position.step !== step) {
      await position?.iterator.return?.()
      const iterable = batches(epoch, step)
      const iterator = Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]()
      position = { epoch, step, iterator }
    }
    const { value, done } = await position.iterator.next()
    if (done)
      throw new DataError(
        `generatorBatches: expected ${stepsPerEpoch} batches in epoch ${epoch + 1}, received ${position.step}`,
      )
    position.step++
    if (position.step === stepsPerEpoch) {
      await position.iterator.return?.()
      position = undefined
    }
    return value
  }

  return {
    stepsPerEpoch,
    batch(epoch, step) {
      const batch = last.then(() => take(epoch, step))
      last = batch.catch(() => {})
      return batch
    },
  }
}
