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
  const peak = await memory?.stop()
  if (process.env.ATTACK === 'full') console.info(`mnist ${words[0]}: ${Math.round(peak ?? Number.NaN)} MB at most`)
  return { ...outcome, peak }
}
