import type { CheckpointStore } from './trial.js'

/** A store that keeps the last checkpoint back for a while. */
export interface SparseCheckpoints extends CheckpointStore {
  /** Saves the checkpoint that was kept back, if there is one. */
  flush(): Promise<void>
}

/**
 * Saves a checkpoint where the last one was saved a while ago, and keeps it back else: where saving is dear, a training that takes
 * seconds saves none.
 *
 * @param seconds between two that are saved, at least: what a training that is killed has to do again, at most and beside an epoch
 * @param now seconds on a clock
 */
export function sparseCheckpoints(
  store: CheckpointStore,
  seconds: number,
  now = () => performance.now() / 1000,
): SparseCheckpoints {
  let saved = now()
  let kept: Uint8Array | undefined
  async function flush() {
    if (!kept) return
    const checkpoint = kept
    kept = undefined
    saved = now()
    await store.save(checkpoint)
  }
  return {
    load: () => store.load(),
    async save(checkpoint) {
      kept = checkpoint
      if (now() - saved >= seconds) await flush()
    },
    async remove() {
      kept = undefined
      await store.remove()
    },
    flush,
  }
}
