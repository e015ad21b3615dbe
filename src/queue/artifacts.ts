import type { Queue } from 'bullmq'
import { EngineError } from '../errors.js'

/** Bytes that one artifact may have. */
const maxBytes = 64 * 2 ** 20

/** Files that jobs leave for one another, by name: checkpoints, models. */
export interface Artifacts {
  /** Keeps bytes under a name, in place of what was there. */
  put(name: string, bytes: Uint8Array): Promise<void>
  get(name: string): Promise<Uint8Array | undefined>
  remove(name: string): Promise<void>
}

/**
 * Keeps artifacts as the jobs of a queue that nobody works on: so they need nothing of a backend that BullMQ does not offer for
 * each, and the jobs themselves stay small.
 */
export function artifactsIn(queue: Queue, ask: <T>(ask: () => Promise<T>) => Promise<T>): Artifacts {
  return {
    async put(name, bytes) {
      if (bytes.length > maxBytes)
        throw new EngineError(
          `${name}: expected at most ${maxBytes} bytes for a queue to carry, received ${bytes.length}`,
        )
      const data = { content: Buffer.from(bytes).toString('base64') }
      await ask(async () => {
        const there = await queue.getJob(name)
        if (there) await there.updateData(data)
        else await queue.add('artifact', data, { jobId: name })
      })
    },
    async get(name) {
      const there = await ask(() => queue.getJob(name))
      return there && new Uint8Array(Buffer.from((there.data as { content: string }).content, 'base64'))
    },
    async remove(name) {
      await ask(async () => {
        await (await queue.getJob(name))?.remove()
      })
    },
  }
}
