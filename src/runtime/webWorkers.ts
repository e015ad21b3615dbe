import type { Program } from './runtime.js'
import type { Reply, Request } from './webWorker.js'

/** A worker, and how many programs live in it. */
interface Lane {
  readonly ask: (request: Request) => Promise<Reply>
  readonly end: (error: Error) => void
  programs: number
}

/**
 * The workers in use. Replica i of every model lives in worker i: each worker holds an engine of its own, 14 MB of code, and the
 * replicas of one model rest while those of another run. The last program to go takes the worker with it.
 */
const lanes: Lane[] = []
let numbers = 0

/** Compiles a model once for each of `count` workers. What the programs are bound to must be shared memory. */
export async function replicateInWorkers(model: Uint8Array, count: number): Promise<Program[]> {
  const made = await Promise.allSettled(
    Array.from({ length: count }, (_, place) => compileIn(lanes[place] ?? startLane(place), model)),
  )
  const failed = made.find(result => result.status === 'rejected')
  if (!failed) return made.map(result => (result as PromiseFulfilledResult<Program>).value)
  for (const result of made) if (result.status === 'fulfilled') await result.value.dispose()
  throw failed.reason
}

async function compileIn(lane: Lane, model: Uint8Array): Promise<Program> {
  const { ask } = lane
  const program = numbers++
  const leave = () => {
    lane.programs--
    if (lane.programs === 0) lane.end(new Error('runtime: expected a program in use, received one that has ended'))
  }
  lane.programs++
  try {
    await ask({ kind: 'compile', program, model })
  } catch (error) {
    leave()
    throw error
  }
  return {
    run: async feeds => (await ask({ kind: 'run', program, feeds })).outputs!,
    bind(feeds, fetches) {
      const binding = numbers++
      const bound = ask({ kind: 'bind', program, binding, feeds, fetches })
      bound.catch(() => {}) // whoever runs it is told below
      return async () => {
        await bound
        await ask({ kind: 'go', binding })
      }
    },
    async dispose() {
      await ask({ kind: 'dispose', program })
      leave()
    },
  }
}

function startLane(place: number): Lane {
  const worker = new Worker(new URL('./webWorker.js', import.meta.url), { type: 'module' })
  const waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = []
  let ended: Error | undefined
  const end = (error: Error) => {
    ended ??= error
    worker.terminate()
    if (lanes[place] === lane) delete lanes[place]
    for (const { reject } of waiting.splice(0)) reject(ended)
  }
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    const { resolve, reject } = waiting.shift()!
    if (data.error === undefined) resolve(data)
    else reject(new Error(data.error))
  })
  worker.addEventListener('error', ({ message }) =>
    end(new Error(`runtime: expected a worker to start, received ${message || 'no script'}`)),
  )
  const lane: Lane = {
    ask: request =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended)
        waiting.push({ resolve, reject })
        worker.postMessage(request)
      }),
    end,
    programs: 0,
  }
  lanes[place] = lane
  return lane
}
