import { parentPort, workerData } from 'node:worker_threads'
import { UsageError } from '../../errors.js'
import type { TrainingMessage, TrainingRequest, TrainingThreadData } from './messages.js'
import { runTraining } from './runTraining.js'

// The thread that `mnist train` takes place in: trainingThread.ts is its other end.

const { options, processStart, listening, terminals } = workerData as TrainingThreadData
Object.assign(process.stdout, terminals.stdout)
Object.assign(process.stderr, terminals.stderr)

const tell = (message: TrainingMessage) => {
  parentPort!.postMessage(message)
  // What is printed from here on comes another way than messages, and may be the faster: whoever reads it may interrupt at once.
  if (message.kind === 'begun') Atomics.wait(listening, 0, 0)
}
const stop = new AbortController()
parentPort!.on('message', (request: TrainingRequest) => {
  if (request === 'stop') stop.abort(request)
  else Object.assign(process.stdout, request)
})
try {
  tell({ kind: 'ended', interrupted: await runTraining(options, { stop: stop.signal, tell, processStart }) })
} catch (error) {
  const { message, stack } = error as Error
  tell({ kind: 'failed', message, ...(stack && { stack }), isUsage: error instanceof UsageError })
}
parentPort!.close()
