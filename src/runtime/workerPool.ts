import { EngineError } from '../errors.js'
import { allPrograms } from './allPrograms.js'
import type { BoundRun, Program, Values } from './runtime.js'

/** A request to a worker that holds compiled models; replies come in the order of the requests. */
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
  | { readonly kind: 'runBound'; readonly program: number; readonly binding: number; readonly reload: boolean }
  | { readonly kind: 'dispose'; readonly program: number }

export interface Reply {
  readonly outputs?: Values
  readonly error?: string
}

/** A thread, of Node or of a page. */
export interface PoolWorker {
  post(request: Request): void
  terminate(): unknown
  /** Called when the first request is pending, and when none is left: an idle thread of Node keeps no process alive. */
  busy?(working: boolean): void
}

/** Starts a worker. `onReply` is called with each reply, `onEnd` with the reason when the worker has ended. */
export type StartWorker = (onReply: (reply: Reply) => void, onEnd: (error: Error) => void) => PoolWorker

/** A worker, and how many programs live in it. */
interface PooledWorker {
  readonly request: (request: Request) => Promise<Reply>
  readonly terminate: () => unknown
  programs: number
}

/**
 * A pool of workers in which replica i of every model lives in worker i. The replicas of one model rest while those of
 * another run, and what one has just computed is still near to its core when the other needs it. A worker is terminated
 * with its last program.
 */
export function createWorkerPool(start: StartWorker) {
  const pool: PooledWorker[] = []
  let nextId = 0

  /** Compiles a model once in each of `count` workers. What the programs are bound to must be shared memory. */
  return function replicate(model: Uint8Array, count: number): Promise<Program[]> {
    return allPrograms(Array.from({ length: count }, (_, slot) => compileIn(pool[slot] ?? startWorker(slot), model)))
  }

  async function compileIn(worker: PooledWorker, model: Uint8Array): Promise<Program> {
    const program = nextId++
    let disposed = false
    const leave = async () => {
      worker.programs--
      if (worker.programs === 0) await worker.terminate()
    }
    const request: PooledWorker['request'] = message =>
      disposed ? Promise.reject(disposedError()) : worker.request(message)
    worker.programs++
    try {
      await request({ kind: 'compile', program, model })
    } catch (error) {
      await leave()
      throw error
    }
    return {
      run: async feeds => (await request({ kind: 'run', program, feeds })).outputs!,
      bind(feeds, fetches) {
        const binding = nextId++
        const bound = request({ kind: 'bind', program, binding, feeds, fetches })
        bound.catch(() => {}) // reported to whoever runs it, below
        return async (reload = false) => {
          await bound
          await request({ kind: 'runBound', program, binding, reload })
        }
      },
      async dispose() {
        if (disposed) return
        // Its turn comes once all runs are done: to terminate a thread of Node within a run of ONNX Runtime aborts the process.
        const done = request({ kind: 'dispose', program }).catch(() => {})
        disposed = true
        await done
        await leave()
      },
    }
  }

  function startWorker(slot: number): PooledWorker {
    const pending: { resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = []
    let ended: Error | undefined
    const onEnd = (error: Error) => {
      ended ??= error
      if (pool[slot] === pooled) delete pool[slot]
      for (const { reject } of pending.splice(0)) reject(ended)
    }
    const worker = start(reply => {
      const next = pending.shift()
      if (pending.length === 0) worker.busy?.(false)
      if (reply.error === undefined) next?.resolve(reply)
      else next?.reject(new EngineError(reply.error))
    }, onEnd)
    const pooled: PooledWorker = {
      request: message =>
        new Promise((resolve, reject) => {
          if (ended) return reject(ended)
          worker.post(message)
          pending.push({ resolve, reject })
          worker.busy?.(true)
        }),
      terminate() {
        onEnd(disposedError())
        return worker.terminate()
      },
      programs: 0,
    }
    pool[slot] = pooled
    return pooled
  }
}

const disposedError = () => new EngineError('runtime: expected a program in use, received one that is disposed')

/** The worker's side of the pool: handles requests one after the other. */
export function createRequestHandler(
  compile: (model: Uint8Array) => Promise<Program>,
): (request: Request) => Promise<Reply> {
  const compiled = new Map<number, { readonly program: Program; readonly bindings: Map<number, BoundRun> }>()
  let last: Promise<unknown> = Promise.resolve()

  async function handle(request: Request): Promise<Reply> {
    if (request.kind === 'compile') {
      compiled.set(request.program, { program: await compile(request.model), bindings: new Map() })
      return {}
    }
    const { program, bindings } = compiled.get(request.program)!
    if (request.kind === 'run') return { outputs: await program.run(request.feeds) }
    if (request.kind === 'bind') bindings.set(request.binding, program.bind(request.feeds, request.fetches))
    else if (request.kind === 'runBound') await bindings.get(request.binding)!(request.reload)
    else {
      compiled.delete(request.program)
      await program.dispose()
    }
    return {}
  }

  return request => {
    const reply = last
      .then(() => handle(request))
      .catch((error: unknown): Reply => ({ error: error instanceof Error ? error.message : String(error) }))
    last = reply
    return reply
  }
}
