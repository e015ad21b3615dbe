import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request that has been answered, or was left by its client: nothing of its content. */
export interface ObservedRequest {
  /** When it began, as ISO 8601. */
  readonly time: string
  /** Names it in logs: what the client sent as `X-Request-Id`, or a random one. */
  readonly id: string
  readonly method: string
  /** The pattern of its address: `/v2/models/:model/infer`; `other` where there is none. */
  readonly route: string
  /** 499 where the client went away before. */
  readonly status: number
  readonly seconds: number
  /** Bytes of the body, as its header says. */
  readonly received: number
  /** Bytes of the response, with its header. */
  readonly sent: number
}

const routes = new WeakMap<IncomingMessage, string>()

/** Says which route a request has taken. */
export function noteRoute(request: IncomingMessage, route: string): void {
  routes.set(request, route)
}

/** Follows a request to its end, and gives it an id. */
export function observe(
  request: IncomingMessage,
  response: ServerResponse,
  onEnd: (observed: ObservedRequest) => void,
): void {
  const { socket } = request
  const [time, started, writtenBefore] = [new Date().toISOString(), performance.now(), socket.bytesWritten]
  const sent = String(request.headers['x-request-id'] ?? '')
  const id = /^[\w.-]{1,64}$/.test(sent) ? sent : randomUUID()
  response.setHeader('x-request-id', id)
  response.once('close', () =>
    onEnd({
      time,
      id,
      method: request.method ?? '',
      route: routes.get(request) ?? 'other',
      status: response.writableFinished ? response.statusCode : 499,
      seconds: (performance.now() - started) / 1000,
      received: Number(request.headers['content-length'] ?? 0),
      sent: socket.bytesWritten - writtenBefore,
    }),
  )
}

/** A line of JSON for the access log. */
export function logLine({ seconds, ...observed }: ObservedRequest): string {
  return JSON.stringify({ ...observed, milliseconds: Math.round(seconds * 1e5) / 100 })
}
