import { parentPort, workerData } from 'node:worker_threads'
import { compileNode } from './node.js'
import type { Values } from './runtime.js'

// A thread that holds one compiled model and answers, in their order, the requests of the thread that started it.

export type Request =
  | { readonly kind: 'run'; readonly feeds: Values }
  | { readonly kind: 'bind'; readonly binding: number; readonly feeds: Values; readonly fetches: Values }
  | { readonly kind: 'go'; readonly binding: number }
  | { readonly kind: 'end' }

export interface Reply {
  readonly outputs?: Values
  readonly error?: string
}

const compiled = compileNode(workerData as Uint8Array, { threads: 1, training: true, flushDenormals: true })
const bindings: (() => Promise<void>)[] = []
const reply = (message: Reply) => parentPort!.postMessage(message)

async function answer(request: Request): Promise<Reply> {
  const program = await compiled
  if (request.kind === 'run') return { outputs: await program.run(request.feeds) }
  if (request.kind === 'bind') bindings[request.binding] = program.bind(request.feeds, request.fetches)
  else if (request.kind === 'go') await bindings[request.binding]!()
  else await program.dispose()
  return {}
}

const asReply = (error: unknown): Reply => ({ error: error instanceof Error ? error.message : String(error) })

let queue: Promise<void> = compiled.then(
  () => reply({}),
  (error: unknown) => reply(asReply(error)),
)
parentPort!.on('message', (request: Request) => {
  queue = queue
    .then(() => answer(request))
    .catch(asReply)
    .then(result => result && reply(result))
})
