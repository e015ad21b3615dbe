import type { Program, Values } from './runtime.js'
import { compileWebAssembly } from './webAssembly.js'

// A worker of a page that holds compiled models and answers, in their order, the requests of the thread that started it.

export type Request =
  | { readonly kind: 'compile'; readonly program: number; readonly model: Uint8Array }
  | { readonly kind: 'run'; readonly program: number; readonly feeds: Values }
  | {
      readonly kind: 'bind'
      readonly program: number
      readonly binding: number
      readonly feeds: Values
      readonly fetches: Values
    }
  | { readonly kind: 'go'; readonly binding: number }
  | { readonly kind: 'dispose'; readonly program: number }

export interface Reply {
  readonly outputs?: Values
  readonly error?: string
}

const programs = new Map<number, Program>()
const bindings = new Map<number, () => Promise<void>>()

async function answer(request: Request): Promise<Reply> {
  if (request.kind === 'compile') programs.set(request.program, await compileWebAssembly(request.model))
  else if (request.kind === 'run') return { outputs: await programs.get(request.program)!.run(request.feeds) }
  else if (request.kind === 'bind')
    bindings.set(request.binding, programs.get(request.program)!.bind(request.feeds, request.fetches))
  else if (request.kind === 'go') await bindings.get(request.binding)!()
  else await programs.get(request.program)!.dispose()
  return {}
}

let queue: Promise<void> = Promise.resolve()
addEventListener('message', ({ data }: MessageEvent<Request>) => {
  queue = queue
    .then(() => answer(data))
    .catch((error: unknown): Reply => ({ error: error instanceof Error ? error.message : String(error) }))
    .then(reply => postMessage(reply))
})
