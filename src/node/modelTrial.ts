import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { ModelError } from '../errors.js'
import type { TrialReply, TrialRequest } from './modelTrialProcess.js'
import type { ProcessLimits } from './processWatch.js'

const defaultLimits: ProcessLimits = { maxBytes: 2e9, maxSeconds: 60 }

/** Seconds after which a model is given up, however busy the machine. */
const maxWaiting = 300

/**
 * Opens a model in a process of its own and lets it answer once, before this process opens it: what a graph does to ONNX Runtime stands
 * nowhere in the file, and some graphs end the process that opens them, or take all memory, or hours.
 *
 * @param limits Defaults to 2 GB and 60 seconds of a processor.
 * @throws {ModelError} if the model is refused, takes more than the limits, or ends the process
 */
export async function tryModel(model: Uint8Array, limits = defaultLimits): Promise<void> {
  // Where the sources themselves run (in tests), the process is taken from the build: Node starts no TypeScript file.
  const file = import.meta.url.endsWith('.ts') ? '../../dist/node/modelTrialProcess.js' : './modelTrialProcess.js'
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [], {
    execArgv: [], // what this process was started with (--input-type, --import) is not meant for it
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  let waiting: NodeJS.Timeout | undefined
  const { error } = await new Promise<TrialReply>(resolve => {
    const refuse = (received: string) => resolve({ error: `expected a model that can be tried, received ${received}` })
    waiting = setTimeout(() => refuse(`one that has not answered within ${maxWaiting} seconds`), maxWaiting * 1000)
    child.on('message', (reply: TrialReply) => resolve(reply))
    child.on('disconnect', () => refuse('one that ends the process that opens it')) // comes after the last message
    child.on('error', ({ message }) => refuse(`an error: ${message}`))
    child.send({ model, ...limits } satisfies TrialRequest, error => error && refuse(`an error: ${error.message}`))
  })
  clearTimeout(waiting)
  if (child.kill('SIGKILL')) await once(child, 'exit')
  if (error !== undefined) throw new ModelError(error)
}
