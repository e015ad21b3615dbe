import type { IncomingMessage } from 'node:http'
import { selectPart } from './conditions.js'
import type { Representation } from './representation.js'

/** What a server answers to a request. A request of the method HEAD gets all but the body. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number>>
  readonly body?: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
  /** Called when the reply has been sent, or cannot be. */
  close?(): Promise<void>
}

/** A few words, as an answer to something that is wrong. */
export function textReply(status: number, text: string, headers: Reply['headers'] = {}): Reply {
  const bytes = Buffer.from(`${text}\n`)
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': bytes.length, ...headers },
    body: [bytes],
  }
}

/** A representation: all of it, the range that was asked for, or that the client has it already; status 404 where there is none. */
export function representationReply(
  { method = 'GET', headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  found: Representation | undefined,
): Reply {
  if (!found) return textReply(404, 'There is no such file here.')
  const { type, size, etag, close } = found
  const selection = selectPart(method, headers, found)
  const common = { etag, 'accept-ranges': 'bytes' }
  if (selection.status === 304) return { status: 304, headers: common, close }
  if (selection.status === 412) return { ...textReply(412, 'It is another one by now.', common), close }
  if (selection.status === 416)
    return { ...textReply(416, `It has ${size} bytes.`, { ...common, 'content-range': `bytes */${size}` }), close }
  const { status, start, end } = selection
  const part = status === 206 && { 'content-range': `bytes ${start}-${end - 1}/${size}` }
  return {
    status,
    headers: { ...common, ...part, 'content-type': type, 'content-length': end - start },
    body: found.read(start, end),
    close,
  }
}
