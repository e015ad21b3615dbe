import { Worker } from 'node:worker_threads'
import '../../runtime/nodeOnnxruntime.js' // telemetry can be turned off in the main thread only
import { UsageError } from '../../errors.js'
import { endBy, exitCodeOf, type Interruption, listenForInterruption } from '../interruption.js'
import { printError } from '../output.js'
import type { TrainCommandOptions, TrainingMessage, TrainingRequest, TrainingThreadData } from './messages.js'

// A training has a thread of its own, so that this one hears Ctrl-C at any time: a step, or the compilation of a large net, blocks
// its thread for seconds.

/**
 * Runs `mnist train` in a thread of its own.
 *
 * @returns the exit code
 */
export function trainInThread(options: TrainCommandOptions): Promise<number> {
  const terminal = ({ isTTY = false, columns = 80 }: NodeJS.WriteStream) => ({ isTTY, columns })
  const listening = new Int32Array(new SharedArrayBuffer(4))
  const workerData: TrainingThreadData = {
    options,
    listening,
    processStart: performance.timeOrigin,
    terminals: { stdout: terminal(process.stdout), stderr: terminal(process.stderr) },
  }
  const worker = new Worker(new URL('./trainingWorker.js', import.meta.url), { workerData, execArgv: [] })
  let [hint, isTraining] = ['', false]
  let signal: AbortSignal | undefined
  let last: TrainingMessage | undefined

  function interrupt(): void {
    if (process.stdout.isTTY) process.stdout.write('\r\u001b[2K') // the line of the progress
    if (isTraining) {
      printError('Stopping after the step in progress; interrupt again to leave at once.')
      worker.postMessage('stop' satisfies TrainingRequest)
    } else {
      printError(`Stopped before the first step. ${hint}`)
      endBy(signal!.reason)
    }
  }

  process.stdout.on('resize', () => worker.postMessage({ columns: process.stdout.columns } satisfies TrainingRequest))

  worker.on('message', (message: TrainingMessage) => {
    last = message
    if (message.kind === 'training') isTraining = true
    if (message.kind === 'begun') {
      hint = message.hint
      signal = listenForInterruption(interrupt, ['SIGINT', 'SIGTERM', 'SIGHUP'])
      Atomics.store(listening, 0, 1)
      Atomics.notify(listening, 0)
    }
  })
  return new Promise((resolve, reject) => {
    worker.on('error', reject)
    worker.on('exit', () => {
      if (last?.kind === 'ended') return resolve(last.interrupted ? endAfter(signal!.reason) : 0)
      if (last?.kind !== 'failed') return reject(new Error('the thread of the training ended without a result'))
      const error = last.isUsage ? new UsageError(last.message) : new Error(last.message)
      reject(Object.assign(error, { stack: last.stack }))
    })
  })
}

/** The exit code after a signal. Where the terminal is closed, Node aborts in an orderly exit, so the signal ends the process. */
function endAfter(signal: Interruption): number {
  if (signal === 'SIGHUP') endBy(signal)
  return exitCodeOf(signal)
}
