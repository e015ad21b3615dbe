import type { BatchSource } from './batchSource.js'
import type { Batch } from './examples.js'

/** A step of a training, both counted from 0. */
export interface Position {
  readonly epoch: number
  readonly step: number
}

/**
 * Takes batches in their order, some of them ahead of the step that needs them, so that what a source takes to make one hides
 * behind the steps before.
 *
 * @param ahead how many are asked for before they are needed
 * @returns the next batch at each call
 */
export function prefetch(
  source: BatchSource,
  from: Position,
  { epochs, ahead }: { readonly epochs: number; readonly ahead: number },
): () => Promise<Batch> {
  let asked = from
  const waiting: Promise<Batch>[] = []
  return () => {
    while (waiting.length <= ahead && asked.epoch < epochs) {
      const { epoch, step } = asked
      const batch = (async () => source.batch(epoch, step))()
      batch.catch(() => {}) // reported to whoever takes it
      waiting.push(batch)
      asked = step + 1 < source.stepsPerEpoch ? { epoch, step: step + 1 } : { epoch: epoch + 1, step: 0 }
    }
    return waiting.shift()!
  }
}
