import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Starts workers that do nothing, and waits until they are connected. */
export async function startWorkers(address: string, count: number, sample?: string): Promise<ChildProcess[]> {
  const file = fileURLToPath(new URL('worker.js', import.meta.url))
  const words = [address, ...(sample === undefined ? [] : [sample])]
  const workers = Array.from({ length: count }, () => fork(file, words))
  await Promise.all(workers.map(worker => once(worker, 'message')))
  return workers
}

export async function endWorkers(workers: readonly ChildProcess[]): Promise<void> {
  await Promise.all(
    workers.map(async worker => {
      const ended = once(worker, 'exit')
      worker.disconnect()
      await ended
    }),
  )
}
