import type { BackendFactory, IQueueBackend, Queue, QueueEvents, WaitingError, Worker } from 'bullmq'
import { LibraryError, UsageError } from '../errors.js'
import { type QueueAddress, withoutPassword } from './address.js'
import { loadBullmq } from './bullmq.js'
import { connectionTo } from './connection.js'
import { isConnectionProblem, patiently } from './patience.js'

/** What is said while a server is away. */
export interface BackendOptions {
  /** Called with a sentence about a server that cannot be reached; it is asked again. */
  readonly onAway?: ((sentence: string) => void) | undefined
  /** Ends the waiting for a server. */
  readonly signal?: AbortSignal | undefined
}

/** BullMQ's classes, tied to one server. */
export interface Backend {
  readonly classes: {
    readonly Queue: typeof Queue
    readonly QueueEvents: typeof QueueEvents
    readonly Worker: typeof Worker
    readonly WaitingError: typeof WaitingError
  }
  /** What each of the classes is to be constructed with, in part. */
  readonly options: { readonly connection: object }
  /** Opens one of them, once the server is there. */
  open<T extends Opened>(construct: () => T): Promise<T>
  /** Asks for something that is harmless to be asked for twice, until the server answers. */
  ask<T>(question: () => Promise<T>): Promise<T>
}

/** What all classes of BullMQ have in common. */
interface Opened {
  on(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
  waitUntilReady(): Promise<unknown>
  close(): Promise<void>
}

/** The queue that jobs wait in; artifacts have one of their own. */
export const queueName = 'mnist'
export const artifactsName = 'mnist-artifacts'

/**
 * Loads what a queue's address needs. Nothing is connected to yet.
 *
 * @throws {UsageError} if a package is missing
 * @throws {DataError} if a certificate cannot be read
 */
export async function openBackend(address: QueueAddress, { onAway, signal }: BackendOptions = {}): Promise<Backend> {
  const bullmq = await loadBullmq(address.backend)
  const { connection, factory } = connectionTo(address, bullmq)
  const classes = bullmq.withBackend(factory as BackendFactory<IQueueBackend, object>) as unknown as Backend['classes']
  const away = (error: Error) =>
    onAway?.(`${address.shown}: cannot be reached (${problemOf(error, address)}); waiting for it`)
  return {
    classes: { ...classes, WaitingError: bullmq.WaitingError },
    options: { connection },
    open: construct =>
      patiently(() => openOne(construct, away), { signal }).catch(error => {
        throw new UsageError(`${address.shown}: could not be opened (${problemOf(error, address)})`, { cause: error })
      }),
    ask: question =>
      patiently(question, { onWaiting: away, signal }).catch(error => {
        if (error instanceof LibraryError) throw error
        throw new Error(`${address.shown}: ${problemOf(error, address)}`, { cause: error })
      }),
  }
}

/** Whatever is told after it was opened is the server's being away: what is asked for waits until it is back. */
async function openOne<T extends Opened>(construct: () => T, away: (error: Error) => void): Promise<T> {
  const one = construct()
  try {
    await new Promise<void>((resolve, reject) => {
      // Redis is asked again and again by its driver, with whatever password.
      const first = (error: Error) => {
        if (!isConnectionProblem(error)) return reject(error)
        away(error)
      }
      one.on('error', first)
      one.waitUntilReady().then(() => {
        one.off('error', first)
        one.on('error', error => {
          if (isConnectionProblem(error)) away(error)
        })
        resolve()
      }, reject)
    })
    return one
  } catch (error) {
    one.on('error', () => {})
    one.close().catch(() => {})
    throw error
  }
}

function problemOf(error: unknown, address: QueueAddress): string {
  const { message, errors } = error as AggregateError
  return withoutPassword(message || String(errors?.[0]?.message ?? error), address)
}
