import type { CheckpointStore } from './trial.js'

/** A store that holds the last checkpoint for a while. */
export interface SparseCheckpoints extends CheckpointStore {
  /** Saves the checkpoint that it holds, if there is one. */
  flush(): Promise<void>
}

/**
 * Saves a checkpoint where the last one was saved a while ago, and holds it else: where saving is dear, a training that takes
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
  let held: Uint8Array | undefined
  async function flush() {
    if (!held) return
    const checkpoint = held
    held = undefined
    saved = now()
    await store.save(checkpoint)
  }
  return {
    load: () => store.load(),
    async save(checkpoint) {
      held = checkpoint
      if (now() - saved >= seconds) await flush()
    },
    async remove() {
      held = undefined
      await store.remove()
    },
    flush,
  }
}
