import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** One response as it came over the wire. */
export interface RawResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Whether the body has the length that `content-length` promises. */
  readonly isComplete: boolean
}

/** Opens a connection to a server of this machine; errors of it are the test's business only where it listens for them. */
export async function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** Waits until a connection is closed, in whatever way. */
export async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise(resolve => socket.once('close', resolve))
}

/** Sends bytes that no client would send, and reads until the server closes the connection. */
export async function exchange(port: number, request: string | Uint8Array): Promise<RawResponse[]> {
  const socket = await openSocket(port)
  const received = collect(socket)
  socket.write(request)
  await closed(socket)
  return parseResponses(received())
}

/** Keeps what a connection receives. */
export function collect(socket: Socket): () => Buffer {
  const chunks: Buffer[] = []
  socket.on('data', chunk => chunks.push(chunk))
  return () => Buffer.concat(chunks)
}

/** Takes the responses of one connection apart. A response to HEAD is known by having no body where it promises one. */
export function parseResponses(bytes: Buffer): RawResponse[] {
  const responses: RawResponse[] = []
  for (let offset = 0; offset < bytes.length; ) {
    const bodyStart = bytes.indexOf('\r\n\r\n', offset) + 4
    if (bodyStart < 4) break // broken off within a header
    const [statusLine = '', ...lines] = bytes.toString('latin1', offset, bodyStart - 4).split('\r\n')
    const match = /^HTTP\/1\.1 (\d{3})( |$)/.exec(statusLine)
    if (!match) throw new Error(`expected a status line, received ${JSON.stringify(statusLine.slice(0, 200))}`)
    const status = Number(match[1])
    const headers = Object.fromEntries(
      lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    )
    const isNext = bytes.toString('latin1', bodyStart, bodyStart + 9) === 'HTTP/1.1 '
    const length = isNext ? 0 : Number(headers['content-length'] ?? 0)
    const body = bytes.subarray(bodyStart, bodyStart + length)
    responses.push({ status, headers, body, isComplete: body.length === length })
    offset = bodyStart + length
  }
  return responses
}
