import type { QueueAddress } from '../../queue/address.js'
import { type JobWorkerOptions, startJobWorker } from '../../queue/jobWorker.js'
import { listenForInterruption } from '../interruption.js'
import { print, printError } from '../output.js'
import { sayOnce } from './sayOnce.js'

/**
 * Works on the jobs of a queue until the process is asked to end, and tells of each.
 *
 * @returns the exit code
 */
export async function runWorker(address: QueueAddress, options: JobWorkerOptions): Promise<number> {
  const signal = listenForInterruption(() =>
    printError('stopping: what is in progress is left to the next worker; a second signal ends at once'),
  )
  const worker = await startJobWorker(address, {
    ...options,
    signal,
    onAway: sayOnce(printError),
    onJob: ({ id, state, reason }) => print(`${id}  ${state}${reason === undefined ? '' : `: ${reason}`}`),
  })
  print(`waiting for jobs of ${address.shown}`)
  if (signal.aborted) void worker.drain()
  else signal.addEventListener('abort', () => void worker.drain(), { once: true })
  await worker.ended
  print('ended; nothing is left undone here')
  return 0
}
