import { readFileSync } from 'node:fs'
import type { BackendFactory, IQueueBackend, PostgresPoolConfig, RedisOptions } from 'bullmq'
import { DataError } from '../errors.js'
import { fileProblem } from '../node/files.js'
import type { QueueAddress, QueueTls } from './address.js'
import type { Bullmq } from './bullmq.js'

// How each backend is opened. A network that is cut for a while ends nothing: whoever asks waits, and goes on.

/** What BullMQ opens a server by. */
export interface Connection {
  readonly connection: object
  readonly factory: BackendFactory<IQueueBackend, never>
}

/** Milliseconds without an answer after which a connection counts as dead and is opened anew. The longest question waits 10 s. */
const silence = 30_000

/** Milliseconds between two attempts to connect, at most. */
const patience = 3_000

/**
 * How BullMQ is to open an address.
 *
 * @throws {DataError} if a certificate cannot be read
 */
export function connectionTo(address: QueueAddress, bullmq: Bullmq): Connection {
  if (address.backend === 'redis') return { connection: redisOptions(address), factory: bullmq.createRedisBackend }
  return { connection: postgresOptions(address), factory: bullmq.createPostgresBackend as never }
}

function redisOptions({ host, port = 6379, user, password, database, tls }: QueueAddress): RedisOptions {
  return {
    ...(host.startsWith('/') ? { path: host } : { host, port }),
    ...(user !== undefined && { username: user }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && { db: Number(database) }),
    ...(tls && { tls: tlsOptions(tls, host) }),
    maxRetriesPerRequest: null, // a question waits for as long as the server is away
    retryStrategy: (attempt: number) => Math.min(100 * 2 ** attempt, patience),
    connectTimeout: 10_000,
    keepAlive: 10_000,
    socketTimeout: silence,
  }
}

function postgresOptions({ host, port = 5432, user, password, database, tls }: QueueAddress): PostgresPoolConfig {
  return {
    host,
    port,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    database: database!,
    ...(tls && { ssl: tlsOptions(tls, host) }),
    migrate: true,
    max: 4,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    query_timeout: silence,
  } as PostgresPoolConfig
}

function tlsOptions({ verify, ca, certificate, key }: QueueTls, host: string) {
  return {
    rejectUnauthorized: verify,
    // A name to ask for: addresses in numbers are not allowed there (RFC 6066).
    ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
    ...(ca !== undefined && { ca: readCertificate(ca) }),
    ...(certificate !== undefined && { cert: readCertificate(certificate) }),
    ...(key !== undefined && { key: readCertificate(key) }),
  }
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new DataError(`${path}: could not be read (${fileProblem(error)})`, { cause: error })
  }
}
