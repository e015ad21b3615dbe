import { EngineError } from '../../errors.js'
import type { Abandonment } from '../abandonment.js'
import type { Job, JobResults } from './messages.js'
import { startThread, type Thread } from './thread.js'

/** A model as the threads are handed it. */
export interface OpenModel {
  /** Names this content of the file. */
  readonly key: string
  readonly bytes: Uint8Array
}

/** Work of a request. */
type Work = Exclude<Job, { kind: 'open' | 'close' }>

/** Threads that compute, each one job at a time; all have the same models. */
export interface ThreadPool {
  /**
   * Computes a job once a thread is free, in the order of asking.
   *
   * @param abandonment the job is dropped where it is abandoned before a thread is free
   * @throws {DataError} where a picture cannot be decoded
   * @throws {EngineError} where a network fails, or takes longer than the limit
   * @throws the reason of the abandonment
   */
  run<J extends Work>(job: J, abandonment?: Abandonment): Promise<JobResults[J['kind']]>
  /** Opens a model in all threads, now and in those to come. */
  open(model: OpenModel): Promise<void>
  close(key: string): Promise<void>
  /** Threads at most. */
  readonly size: number
  /** Jobs that no thread has begun yet. */
  readonly waiting: () => number
  terminate(): Promise<void>
}

interface Seat {
  readonly thread: Thread
  busy: boolean
}

/**
 * Starts threads. One that ends, of a full memory for instance, is replaced, and so is one that computes a job for longer than the limit.
 *
 * @param options.size how many
 * @param options.timeout milliseconds that one job may take
 * @param options.onError called with what ends a thread
 * @example const pool = startThreadPool({ size: 2, timeout: 30_000, onError: console.error })
 */
export function startThreadPool(options: {
  readonly size: number
  readonly timeout: number
  readonly onError: (error: Error) => void
}): ThreadPool {
  const { size, timeout, onError } = options
  const models = new Map<string, OpenModel>()
  const seats = new Set<Seat>()
  const queue: { readonly begin: (seat: Seat) => void }[] = []
  let isEnding = false

  function addSeat(): void {
    const seat: Seat = {
      thread: startThread(() => {
        seats.delete(seat)
        if (!isEnding) addSeat()
      }),
      busy: true,
    }
    seats.add(seat)
    const opened = [...models.values()].map(({ key, ...model }) =>
      seat.thread.run({ kind: 'open', model: key, ...model }),
    )
    Promise.all(opened).then(
      () => release(seat),
      error => isEnding || onError(error),
    )
  }

  function release(seat: Seat): void {
    seat.busy = false
    look()
  }

  function look(): void {
    for (const seat of seats)
      if (!seat.busy) {
        const next = queue.shift()
        if (!next) return
        seat.busy = true
        next.begin(seat)
      }
  }

  async function compute<J extends Work>(seat: Seat, job: J): Promise<JobResults[J['kind']]> {
    let isLate = false
    const watch = setTimeout(() => {
      isLate = true
      void seat.thread.terminate()
    }, timeout)
    try {
      return await seat.thread.run(job)
    } catch (error) {
      if (!isLate) throw error
      const late = new EngineError(`expected a result within ${timeout / 1000} seconds, received none`)
      onError(late)
      throw late
    } finally {
      clearTimeout(watch)
      release(seat)
    }
  }

  for (let count = 0; count < size; count++) addSeat()
  return {
    size,
    waiting: () => queue.length,
    run: (job, abandonment) =>
      new Promise((resolve, reject) => {
        const drop = (reason: Error) => {
          queue.splice(queue.indexOf(entry), 1)
          reject(reason)
        }
        const entry = {
          begin(seat: Seat) {
            abandonment?.forget(drop)
            compute(seat, job).then(resolve, reject)
          },
        }
        if (abandonment?.reason) return reject(abandonment.reason)
        abandonment?.listen(drop)
        queue.push(entry)
        look()
      }),
    async open(model) {
      const { key, ...rest } = model
      models.set(key, model)
      try {
        await Promise.all([...seats].map(({ thread }) => thread.run({ kind: 'open', model: key, ...rest })))
      } catch (error) {
        await this.close(key)
        throw error
      }
    },
    async close(key) {
      models.delete(key)
      await Promise.allSettled([...seats].map(({ thread }) => thread.run({ kind: 'close', model: key })))
    },
    async terminate() {
      isEnding = true
      await Promise.all([...seats].map(({ thread }) => thread.terminate()))
    },
  }
}
