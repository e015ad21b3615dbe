import { createServer, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { ServeLimits } from '../limits.js'
import type { ServeApp } from './context.js'
import { type ObservedRequest, observe } from './observe.js'
import { problemParts } from './problem.js'

/**
 * A server of Node with limits: a client that is slow, or silent, costs a connection for as long as a request may take.
 *
 * @param onEnd called with every request that has been answered
 */
export function createNodeServer(
  app: ServeApp,
  { timeout, connections }: Pick<ServeLimits, 'timeout' | 'connections'>,
  onEnd: (observed: ObservedRequest) => void,
): Server {
  const listener = getRequestListener(app.fetch)
  const server = createServer({
    requestTimeout: timeout,
    headersTimeout: timeout,
    keepAliveTimeout: Math.min(timeout, 60_000),
    connectionsCheckingInterval: Math.min(1000, timeout),
    requireHostHeader: false, // it is for the app to look at
  })
  server.maxConnections = connections
  // Twice: the request has arrived by then, and was to be answered in the time that is left.
  server.timeout = 2 * timeout + 5000
  server.on('request', (request, response) => {
    observe(request, response, onEnd)
    void listener(request, response)
  })
  server.on('clientError', refuse)
  return server
}

const statuses: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
}

/** Answers what is no request of HTTP, or does not arrive in time. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const status = statuses[error.code ?? ''] ?? 400
  const detail = status === 408 ? 'the request did not arrive in time' : 'expected a request of HTTP/1.1'
  const { headers, body } = problemParts({ status, detail, headers: { connection: 'close' } })
  const { title } = JSON.parse(body)
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) })
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  )
}
