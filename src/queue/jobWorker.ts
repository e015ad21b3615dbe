import { hostname } from 'node:os'
import type { Job } from 'bullmq'
import { UsageError } from '../errors.js'
import { type QueueAddress, withoutPassword } from './address.js'
import { type Artifacts, artifactsIn } from './artifacts.js'
import { artifactsName, type BackendOptions, openBackend, queueName } from './backend.js'
import { RefusedJob, unsealed } from './envelope.js'

/** Does a job of one kind. */
export type JobHandler = (payload: unknown, context: JobContext) => Promise<unknown>

/** What a handler knows beside its payload. */
export interface JobContext {
  readonly id: string
  /**
   * Aborted when the job is to be left to another worker: this one is asked to end (reason `drain`), or has been silent for so long
   * that another has it already (reason `lost`). The handler then throws `HandedBack`, or finishes what takes a moment.
   */
  readonly signal: AbortSignal
  readonly artifacts: Artifacts
  /** Adds a line to the log that dashboards show with the job. */
  log(line: string): Promise<void>
}

/** Thrown by a handler that leaves its job, unfinished, to the next worker. */
export class HandedBack extends Error {
  override readonly name = 'HandedBack'
}

/** A worker in progress. */
export interface JobWorker {
  /** Takes no further job, asks the handlers to leave theirs, and waits for them. */
  drain(): Promise<void>
  /** Resolves once it has been drained; rejects where it must not go on: a job of another version, for instance. */
  readonly ended: Promise<void>
}

export interface JobWorkerOptions extends BackendOptions {
  readonly handlers: Readonly<Record<string, JobHandler>>
  /** Jobs at a time. Defaults to 1. */
  readonly concurrency?: number
  /** What the queue's dashboard calls it. Defaults to the host and the number of the process. */
  readonly name?: string
  /** Seconds without a sign of life after which others take over its jobs. Defaults to 60. */
  readonly lockSeconds?: number
  /** Called when a job begins, and when it has ended. */
  readonly onJob?: (event: JobEvent) => void
}

export interface JobEvent {
  readonly id: string
  readonly kind: string
  readonly state: 'begun' | 'done' | 'failed' | 'handed back'
  /** Why it failed. */
  readonly reason?: string
}

/** Times that a job may end its worker, or be left by one that vanishes, before it is set aside. */
const maxStalledCount = 3

/**
 * Works on the jobs of a queue. A job is delivered at least once: where a worker is silent for `lockSeconds`, another one begins it
 * again, so a handler must come to the same result each time. A handler that throws is tried again after a while, up to three times.
 *
 * @throws {UsageError} if a package is missing, or the server refuses access
 */
export async function startJobWorker(address: QueueAddress, options: JobWorkerOptions): Promise<JobWorker> {
  const { handlers, concurrency = 1, name = `${hostname()}-${process.pid}`, lockSeconds = 60, onJob } = options
  const backend = await openBackend(address, options)
  const { Queue, Worker, WaitingError } = backend.classes
  const files = await backend.open(() => new Queue(artifactsName, backend.options))
  const artifacts = artifactsIn(files, backend.ask)
  const drained = new AbortController()
  const running = new Map<string, AbortController>()

  /** Leaves a job to the next worker. */
  async function handBack(job: Job, token: string, isLost: boolean): Promise<never> {
    if (!isLost) await backend.ask(() => job.moveToWait(token))
    onJob?.({ id: job.id!, kind: job.name, state: 'handed back' })
    throw new WaitingError() // tells BullMQ that it has been moved already
  }

  async function work(job: Job, token = ''): Promise<unknown> {
    const id = job.id!
    const told = { id, kind: job.name }
    const lost = new AbortController()
    running.set(id, lost)
    try {
      if (drained.signal.aborted) throw new HandedBack()
      onJob?.({ ...told, state: 'begun' })
      const payload = unsealed(job.data)
      const handler = handlers[job.name]
      if (!handler)
        throw new RefusedJob(`expected jobs of ${Object.keys(handlers).join(' and ')}, received one of ${job.name}`)
      const result = await handler(payload, {
        id,
        signal: AbortSignal.any([drained.signal, lost.signal]),
        artifacts,
        log: line => backend.ask(async () => void (await job.log(line))),
      })
      onJob?.({ ...told, state: 'done' })
      return result
    } catch (error) {
      if (error instanceof RefusedJob) void drain(error)
      if (error instanceof RefusedJob || error instanceof HandedBack) return handBack(job, token, lost.signal.aborted)
      const reason = withoutPassword((error as Error).message, address)
      onJob?.({ ...told, state: 'failed', reason })
      throw new Error(reason)
    } finally {
      running.delete(id)
    }
  }

  /** Where the server is away when a job is done, its result waits for it. */
  class PatientWorker extends Worker {
    protected override handleCompleted(result: unknown, job: Job, token: string, fetchNext?: () => boolean) {
      return backend.ask(() => super.handleCompleted(result, job, token, fetchNext))
    }
  }

  const { promise: ended, resolve, reject } = withResolvers<void>()
  ended.catch(() => {}) // whoever asks is told
  // It may be at work, and refuse a job, before it is known to be open.
  const opened = backend.open(
    () =>
      new PatientWorker(queueName, work, {
        ...backend.options,
        name,
        concurrency,
        lockDuration: lockSeconds * 1000,
        lockRenewTime: lockSeconds * 250,
        stalledInterval: lockSeconds * 250,
        maxStalledCount,
        runRetryDelay: 1_000,
      }),
  )
  const worker = await opened
  worker.on('lockRenewalFailed', (ids: string[]) => {
    for (const id of ids) running.get(id)?.abort('lost')
  })

  async function drain(reason?: RefusedJob): Promise<void> {
    drained.abort('drain')
    await (await opened).close()
    await files.close()
    if (reason) reject(new UsageError(`${address.shown}: ${reason.message}`))
    else resolve()
  }
  return { drain: () => drain(), ended }
}

function withResolvers<T>() {
  let resolve!: (value: T) => void
  let reject!: (error: Error) => void
  const promise = new Promise<T>((onDone, onFailed) => {
    resolve = onDone
    reject = onFailed
  })
  return { promise, resolve, reject }
}
