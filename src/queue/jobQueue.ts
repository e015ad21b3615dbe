import { EventEmitter, once } from 'node:events'
import type { Job } from 'bullmq'
import type { QueueAddress } from './address.js'
import { type Artifacts, artifactsIn } from './artifacts.js'
import { artifactsName, type BackendOptions, openBackend, queueName } from './backend.js'
import { sealed } from './envelope.js'
import { isConnectionProblem } from './patience.js'

/** Something to be done by a worker. */
export interface QueuedJob {
  /** The same job has the same id, however often it is added. Letters, digits, `-`, `_` and `.`, not digits alone. */
  readonly id: string
  /** What has to be done, as the handlers of workers name it. */
  readonly kind: string
  /** What a handler is given, as JSON. */
  readonly payload: unknown
}

/** What has become of a job. */
export type JobOutcome =
  | { readonly state: 'done'; readonly result: unknown; readonly worker: string }
  /** Set aside: it failed, or ended its worker, as often as it was tried. */
  | { readonly state: 'failed'; readonly reason: string; readonly worker: string }
  /** Nobody knows of it: never added, or lost with the memory of the server. */
  | { readonly state: 'missing' }

/** A queue, as whoever gives work sees it. */
export interface JobQueue {
  /** Adds jobs; one that is there already stays as it is, done or not. */
  add(jobs: readonly QueuedJob[]): Promise<void>
  /** Waits until a job is done or set aside, or until the signal: then undefined. */
  outcome(id: string, signal?: AbortSignal): Promise<JobOutcome | undefined>
  /** Forgets a job that is done, set aside or waiting; one in progress stays. */
  remove(id: string): Promise<void>
  /** How many workers are connected. */
  workers(): Promise<number>
  readonly artifacts: Artifacts
  close(): Promise<void>
}

/** Milliseconds after which a job is looked at though nothing was heard of it: an event may be lost with a connection. */
const lookAgain = 3_000

/** Times that a job is tried where it fails. */
const attempts = 3

const days = 24 * 60 * 60

const jobOptions = {
  attempts,
  backoff: { type: 'exponential', delay: 1_000 },
  // What nobody has fetched for so long, nobody will.
  removeOnComplete: { age: 30 * days },
  removeOnFail: { age: 30 * days },
  keepLogs: 1_000,
}

/**
 * Connects to a queue, and waits for a server that is away.
 *
 * @throws {UsageError} if a package is missing, or the server refuses access
 */
export async function openJobQueue(address: QueueAddress, options: BackendOptions = {}): Promise<JobQueue> {
  const backend = await openBackend(address, options)
  const { Queue, QueueEvents } = backend.classes
  const jobs = await backend.open(() => new Queue(queueName, backend.options))
  const files = await backend.open(() => new Queue(artifactsName, backend.options))
  const events = await backend.open(() => new QueueEvents(queueName, backend.options))
  const news = new EventEmitter().setMaxListeners(0) // of jobs that have ended, by their ids
  for (const event of ['completed', 'failed'] as const)
    events.on(event, ({ jobId }: { readonly jobId: string }) => news.emit(jobId))
  return {
    async add(added) {
      const entries = added.map(({ id, kind, payload }) => ({
        name: kind,
        data: sealed(payload),
        opts: { ...jobOptions, jobId: id },
      }))
      await backend.ask(() => jobs.addBulk(entries))
    },
    async outcome(id, signal) {
      for (;;) {
        const looked = new AbortController()
        const signals = [looked.signal, AbortSignal.timeout(lookAgain), ...(signal ? [signal] : [])]
        // From before the look on, so that no end between look and waiting is missed.
        const heard = once(news, id, { signal: AbortSignal.any(signals) }).catch(() => {})
        try {
          const outcome = await backend.ask(async () => outcomeOf(await jobs.getJob(id)))
          if (outcome || signal?.aborted) return outcome
          await heard
        } finally {
          looked.abort()
        }
      }
    },
    remove: id =>
      backend.ask(async () => {
        const job = await jobs.getJob(id)
        await job?.remove().catch(error => {
          if (isConnectionProblem(error)) throw error // else a worker has it
        })
      }),
    workers: () => backend.ask(() => jobs.getWorkersCount()),
    artifacts: artifactsIn(files, backend.ask),
    async close() {
      await Promise.all([jobs, files, events].map(one => one.close()))
    },
  }
}

async function outcomeOf(job: Job | undefined): Promise<JobOutcome | undefined> {
  if (!job) return { state: 'missing' }
  if (!job.finishedOn) return undefined
  const worker = job.processedBy ?? 'a worker without a name'
  if (await job.isFailed()) return { state: 'failed', reason: job.failedReason, worker }
  return { state: 'done', result: job.returnvalue, worker }
}
