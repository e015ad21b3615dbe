import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { createClassifier } from '../model/classifier.js'
import { nodeRuntime } from '../runtime/node.js'
import { type ProcessLimits, watchProcess } from './processWatch.js'

// A process that opens the one model it is handed, which tries it, and says what came of that. ONNX Runtime computes in a thread of
// its own, which it blocks, so that this one is free to watch. The process ends itself where the model takes too much, and ONNX
// Runtime may end it too.

export interface TrialRequest extends ProcessLimits {
  readonly model: Uint8Array
}

export interface TrialReply {
  /** Why the model is refused. */
  readonly error?: string
}

if (isMainThread) watchTrial()
else parentPort!.postMessage(await replyTo(workerData as Uint8Array))

function watchTrial(): void {
  const end = () => process.kill(process.pid, 'SIGKILL')
  const reply = (message: TrialReply) => process.send!(message, end)
  process.on('disconnect', end)
  process.on('message', ({ model, ...limits }: TrialRequest) => {
    watchProcess(limits, (allowed, taken) =>
      reply({ error: `expected a model that takes ${allowed} to open and try, received one that takes ${taken}` }),
    )
    const thread = new Worker(new URL(import.meta.url), { workerData: model })
    thread.on('message', reply)
    thread.on('error', ({ message }) => reply({ error: message }))
  })
}

async function replyTo(model: Uint8Array): Promise<TrialReply> {
  try {
    await createClassifier(nodeRuntime, model, { threads: 1 })
    return {}
  } catch (error) {
    return { error: (error as Error).message }
  }
}
