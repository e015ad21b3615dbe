import * as v from 'valibot'
import { UsageError } from '../errors.js'

// Where a queue is: one word on the command line or in a variable, which may hold a password. Nothing of this file puts a password
// into a message.

/** What a queue can be kept by. */
export type QueueBackend = 'redis' | 'postgres'

/** Where a queue is, and how to come in. */
export interface QueueAddress {
  readonly backend: QueueBackend
  /** The address as it may be shown: without password. */
  readonly shown: string
  /** A socket's folder, where the address names one (`postgres:///mnist?host=/run/postgresql`). */
  readonly host: string
  readonly port?: number
  readonly user?: string
  readonly password?: string
  /** The number of Redis' database, or the name of PostgreSQL's. */
  readonly database?: string
  /** undefined where the connection is not encrypted. */
  readonly tls?: QueueTls
}

/** How a connection is encrypted: paths of PEM files. */
export interface QueueTls {
  /** Whether the server's certificate and name are checked. */
  readonly verify: boolean
  readonly ca?: string
  readonly certificate?: string
  readonly key?: string
}

/** Parameters of an address, by the names that redis-cli and libpq give them. */
const parameters = {
  redis: v.strictObject({
    cacert: v.optional(v.string()),
    cert: v.optional(v.string()),
    key: v.optional(v.string()),
    insecure: v.optional(v.string()),
  }),
  postgres: v.strictObject({
    host: v.optional(v.string()),
    sslmode: v.optional(v.picklist(['disable', 'require', 'verify-full'])),
    sslrootcert: v.optional(v.string()),
    sslcert: v.optional(v.string()),
    sslkey: v.optional(v.string()),
  }),
} as const

const forms = 'redis://HOST, rediss://HOST (TLS) or postgres://HOST/DATABASE'

/**
 * Reads the address of a queue: `redis://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE]`, `rediss://…` for TLS, with the parameters
 * `cacert`, `cert`, `key` (paths) and `insecure` of redis-cli; or `postgres://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE`, with libpq's
 * `sslmode` (disable, require or verify-full), `sslrootcert`, `sslcert`, `sslkey`, and `host` for a socket's folder.
 *
 * @throws {UsageError} that shows nothing of an address that cannot be read, since a part of it may be the password
 * @example parseQueueAddress('rediss://:secret@queue.example.org:6380?cacert=ca.pem').shown // 'rediss://queue.example.org:6380'
 */
export function parseQueueAddress(text: string): QueueAddress {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase()
  const backend = scheme && schemes[scheme]
  if (!backend)
    throw new UsageError(
      `expected a queue's address, ${forms}, received ${scheme ? `one of ${scheme}://` : 'another word'}`,
    )
  const url = parseUrl(text, scheme)
  const query = readParameters(backend, url)
  const host = ('host' in query && query.host) || decoded(url.hostname.replace(/^\[(.*)\]$/, '$1'))
  if (host === '') throw new UsageError(`expected a host in the queue's address, ${forms}, received none`)
  const database = decoded(url.pathname.replace(/^\//, ''))
  if (backend === 'redis' && !/^\d*$/.test(database))
    throw new UsageError(
      `expected the database of a Redis address to be a number (redis://HOST/0), received another word`,
    )
  if (backend === 'postgres' && database === '')
    throw new UsageError("expected a database in the queue's address, postgres://HOST/DATABASE, received none")
  const tls = backend === 'redis' ? redisTls(scheme, query) : postgresTls(query)
  return {
    backend,
    shown: shownAddress(url),
    host,
    ...(url.port !== '' && { port: Number(url.port) }),
    ...(url.username !== '' && { user: decoded(url.username) }),
    ...(url.password !== '' && { password: decoded(url.password) }),
    ...(database !== '' && { database }),
    ...(tls && { tls }),
  }
}

const schemes: Readonly<Record<string, QueueBackend>> = {
  redis: 'redis',
  rediss: 'redis',
  postgres: 'postgres',
  postgresql: 'postgres',
}

function parseUrl(text: string, scheme: string): URL {
  try {
    return new URL(text)
  } catch {
    throw new UsageError(
      `expected a queue's address, ${forms}, received one of ${scheme}:// that cannot be read (letters such as @ : / # % within a password are written as %40 %3A %2F %23 %25)`,
    )
  }
}

type Query<B extends QueueBackend> = v.InferOutput<(typeof parameters)[B]>

function readParameters(backend: QueueBackend, url: URL): Query<'redis'> & Query<'postgres'> {
  const allowed = Object.keys(parameters[backend].entries)
  for (const name of url.searchParams.keys())
    if (!allowed.includes(name))
      throw new UsageError(
        `expected the parameters of a ${backend} address to be of ${allowed.join(', ')}, received another`,
      )
  const result = v.safeParse(parameters[backend], Object.fromEntries(url.searchParams))
  if (result.success) return result.output
  throw new UsageError('expected sslmode to be one of disable, require, verify-full, received another word')
}

function redisTls(scheme: string, { cacert, cert, key, insecure }: Query<'redis'>): QueueTls | undefined {
  if (scheme === 'rediss') return tls(insecure === undefined, cacert, cert, key)
  if (cacert ?? cert ?? key ?? insecure)
    throw new UsageError('expected rediss:// with the parameters of TLS, received redis://, which is not encrypted')
  return undefined
}

/** As libpq: `require` encrypts, and checks the server where it is told whose signature to expect. */
function postgresTls({ sslmode, sslrootcert, sslcert, sslkey }: Query<'postgres'>): QueueTls | undefined {
  if (sslmode === undefined || sslmode === 'disable') return undefined
  return tls(sslmode === 'verify-full' || sslrootcert !== undefined, sslrootcert, sslcert, sslkey)
}

function tls(verify: boolean, ca?: string, certificate?: string, key?: string): QueueTls {
  return { verify, ...(ca && { ca }), ...(certificate && { certificate }), ...(key && { key }) }
}

function shownAddress(url: URL): string {
  const user = url.username === '' ? '' : `${url.username}@`
  return `${url.protocol}//${user}${url.host}${url.pathname === '/' ? '' : url.pathname}`
}

/**
 * An address as it may be typed again: all of it but the password, which `MNIST_QUEUE_PASSWORD` can say.
 *
 * @example addressWithoutPassword('rediss://:secret@host?cacert=ca.pem') // 'rediss://host?cacert=ca.pem'
 */
export function addressWithoutPassword(text: string): string {
  const url = new URL(text)
  return `${shownAddress(url)}${url.search}`
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/**
 * A message without the password of an address, in whatever form it stands there: drivers put into their errors what they like.
 *
 * @example withoutPassword('no access with secret', parseQueueAddress('redis://:secret@host')) // 'no access with ***'
 */
export function withoutPassword(message: string, { password }: Pick<QueueAddress, 'password'>): string {
  if (password === undefined) return message
  const forms = new Set([password, encodeURIComponent(password), encodeURI(password)])
  return [...forms].reduce((text, form) => text.replaceAll(form, '***'), message)
}
