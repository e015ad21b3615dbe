import { EngineError } from '../errors.js'
import { allPrograms } from './allPrograms.js'
import type { BoundRun, Program, Values } from './runtime.js'

/** What a worker that holds compiled models is asked, and answers in this order. */
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
  | { readonly kind: 'go'; readonly program: number; readonly binding: number; readonly reload: boolean }
  | { readonly kind: 'dispose'; readonly program: number }

export interface Reply {
  readonly outputs?: Values
  readonly error?: string
}

/** A thread, of Node or of a page. */
export interface LaneWorker {
  post(request: Request): void
  terminate(): unknown
  /** Told when it has something to do, and when nothing more: an idle thread of Node keeps no process alive. */
  busy?(working: boolean): void
}

/** Starts a worker that hands on each reply, and why it ended. */
export type StartWorker = (onReply: (reply: Reply) => void, onEnd: (error: Error) => void) => LaneWorker

/** A worker, and how many programs live in it. */
interface Lane {
  readonly ask: (request: Request) => Promise<Reply>
  readonly end: () => unknown
  programs: number
}

/**
 * Workers, and the programs in them: replica i of every model lives in worker i. The replicas of one model rest while those of
 * another run, and what one has just computed is still near to its core when the other needs it. The last program to go takes the worker
 * with it.
 */
export function createLanes(start: StartWorker) {
  const lanes: Lane[] = []
  let numbers = 0

  /** Compiles a model once for each of `count` workers. What the programs are bound to must be shared memory. */
  return function replicate(model: Uint8Array, count: number): Promise<Program[]> {
    return allPrograms(Array.from({ length: count }, (_, place) => compileIn(lanes[place] ?? startLane(place), model)))
  }

  async function compileIn(lane: Lane, model: Uint8Array): Promise<Program> {
    const program = numbers++
    let disposed = false
    const leave = async () => {
      lane.programs--
      if (lane.programs === 0) await lane.end()
    }
    const ask: Lane['ask'] = request => (disposed ? Promise.reject(over()) : lane.ask(request))
    lane.programs++
    try {
      await ask({ kind: 'compile', program, model })
    } catch (error) {
      await leave()
      throw error
    }
    return {
      run: async feeds => (await ask({ kind: 'run', program, feeds })).outputs!,
      bind(feeds, fetches) {
        const binding = numbers++
        const bound = ask({ kind: 'bind', program, binding, feeds, fetches })
        bound.catch(() => {}) // whoever runs it is told below
        return async (reload = false) => {
          await bound
          await ask({ kind: 'go', program, binding, reload })
        }
      },
      async dispose() {
        if (disposed) return
        // Its turn comes once all runs are done: to terminate a thread of Node within a run of ONNX Runtime aborts the process.
        const done = ask({ kind: 'dispose', program }).catch(() => {})
        disposed = true
        await done
        await leave()
      },
    }
  }

  function startLane(place: number): Lane {
    const waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = []
    let ended: Error | undefined
    const end = (error: Error) => {
      ended ??= error
      if (lanes[place] === lane) delete lanes[place]
      for (const { reject } of waiting.splice(0)) reject(ended)
    }
    const worker = start(reply => {
      const waiter = waiting.shift()
      if (waiting.length === 0) worker.busy?.(false)
      if (reply.error === undefined) waiter?.resolve(reply)
      else waiter?.reject(new EngineError(reply.error))
    }, end)
    const lane: Lane = {
      ask: request =>
        new Promise((resolve, reject) => {
          if (ended) return reject(ended)
          worker.post(request)
          waiting.push({ resolve, reject })
          worker.busy?.(true)
        }),
      end() {
        end(over())
        return worker.terminate()
      },
      programs: 0,
    }
    lanes[place] = lane
    return lane
  }
}

const over = () => new EngineError('runtime: expected a program in use, received one that has ended')

/** The other side: answers requests, in their order, by what `compile` yields. */
export function createAnswers(compile: (model: Uint8Array) => Promise<Program>): (request: Request) => Promise<Reply> {
  const compiled = new Map<number, { readonly program: Program; readonly bindings: Map<number, BoundRun> }>()
  let last: Promise<unknown> = Promise.resolve()

  async function answer(request: Request): Promise<Reply> {
    if (request.kind === 'compile') {
      compiled.set(request.program, { program: await compile(request.model), bindings: new Map() })
      return {}
    }
    const { program, bindings } = compiled.get(request.program)!
    if (request.kind === 'run') return { outputs: await program.run(request.feeds) }
    if (request.kind === 'bind') bindings.set(request.binding, program.bind(request.feeds, request.fetches))
    else if (request.kind === 'go') await bindings.get(request.binding)!(request.reload)
    else {
      compiled.delete(request.program)
      await program.dispose()
    }
    return {}
  }

  return request => {
    const reply = last
      .then(() => answer(request))
      .catch((error: unknown): Reply => ({ error: error instanceof Error ? error.message : String(error) }))
    last = reply
    return reply
  }
}
