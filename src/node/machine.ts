import { availableParallelism, totalmem } from 'node:os'
import { maxThreads } from '../options.js'

/** Bytes of memory that this process may have: those of the machine, or of its container. */
export function memoryCapacity(): number {
  const limit = process.constrainedMemory() ?? 0
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/** Threads of a training: as many as there are cores. */
export function defaultThreads(): number {
  return Math.min(availableParallelism(), maxThreads)
}
