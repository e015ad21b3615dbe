import { mnist, type Outcome } from '../cli/mnist.js'
import { type MemoryWatch, watchMemory } from './memory.js'

/** Runs the built command line, and tells the most megabytes that its processes held together, where the system does. */
export async function mnistWatched(words: readonly string[]): Promise<Outcome & { readonly peak: number | undefined }> {
  let memory: MemoryWatch | undefined
  const outcome = await mnist(words, {
    onStart(pid) {
      memory = watchMemory(pid)
    },
  })
  return { ...outcome, peak: await memory?.stop() }
}
