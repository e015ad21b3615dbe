import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { type Reply, textReply } from './reply.js'

/** What clients may take of a server, so that no number of them, however slow, takes all. Times are in milliseconds. */
export interface Limits {
  /** Connections at the same time; more are closed at once. Defaults to 256. */
  readonly connections: number
  /** Until a request must have arrived whole. Defaults to 10,000. */
  readonly requestTimeout: number
  /** Until the next request of a connection must begin. Defaults to 5,000. */
  readonly keepAliveTimeout: number
  /** Until the client must have taken the next 64 KiB of its reply. Defaults to 20,000. */
  readonly stallTimeout: number
  /** Unanswered requests of one connection (pipelining); with more it is closed. Defaults to 32. */
  readonly pipelinedRequests: number
}

const defaultLimits: Limits = {
  connections: 256,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  stallTimeout: 20_000,
  pipelinedRequests: 32,
}

/** How a server behaves. */
export interface ServerOptions {
  /** Sent with every reply. */
  readonly headers: OutgoingHttpHeaders
  /** Called with what goes wrong on the side of the server; a client that goes away is no error. */
  readonly onError: (error: Error) => void
  readonly limits?: Partial<Limits>
}

/**
 * Creates a server that answers each request by a reply. The requests of one connection are answered one after the other, so that
 * each connection has one reply open at most. No body of a request is read: one that comes all the same ends the connection.
 *
 * @param answer what it throws is reported, and answered by status 500 without a word of it
 */
export function createHttpServer(
  answer: (request: IncomingMessage) => Promise<Reply>,
  { headers, onError, limits }: ServerOptions,
): Server {
  const { connections, stallTimeout, pipelinedRequests, ...timeouts } = { ...defaultLimits, ...limits }
  const queues = new WeakMap<Socket, { unanswered: number; last: Promise<void> }>()

  function enqueue(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    const queue = queues.get(socket) ?? { unanswered: 0, last: Promise.resolve() }
    queues.set(socket, queue)
    if (++queue.unanswered > pipelinedRequests) socket.destroy()
    queue.last = queue.last
      .then(() => respond(request, response))
      .catch((error: Error) => {
        response.destroy()
        onError(error)
      })
      .finally(() => queue.unanswered--)
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!response.socket?.writable) return // the client has gone, or an earlier reply was the last
    const reply = await answer(request).catch(fail)
    const stalled = setTimeout(() => response.destroy(), stallTimeout)
    async function* body() {
      try {
        for await (const piece of reply.body ?? []) {
          stalled.refresh()
          yield piece
        }
      } catch (error) {
        onError(error as Error)
        throw error // ends the connection, which tells the client that something is missing
      }
    }
    try {
      if (!request.complete) response.setHeader('connection', 'close')
      response.writeHead(reply.status, { ...headers, ...reply.headers })
      await pipeline(request.method === 'HEAD' ? [] : body, response).catch(() => {}) // the client has gone
    } finally {
      clearTimeout(stalled)
      await reply.close?.()
    }
  }

  function fail(error: NodeJS.ErrnoException): Reply {
    if (error.code === 'EMFILE' || error.code === 'ENFILE')
      return textReply(503, 'Too many files are open; try again soon.', { 'retry-after': 1 })
    onError(error)
    return textReply(500, 'Something went wrong; the terminal of the server tells what.')
  }

  const server = createServer({
    ...timeouts,
    headersTimeout: timeouts.requestTimeout,
    requireHostHeader: false, // it is for the answer to look at
    connectionsCheckingInterval: Math.min(1000, timeouts.requestTimeout),
  })
  server.maxConnections = connections
  // A request with `Expect: 100-continue` is answered like any other; its body is not invited.
  for (const event of ['request', 'checkContinue', 'checkExpectation']) server.on(event, enqueue)
  // Errors of listening go to who calls `listen`; those of accepting, such as too many open files, must not end the process.
  server.once('listening', () => server.on('error', onError))
  return server
}
