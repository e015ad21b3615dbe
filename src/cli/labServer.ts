import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import sirv from 'sirv'
import { mnist, type Part } from '../data/datasets.js'
import { type Digits, imageSide } from '../data/digits.js'
import { printIdxImages, printIdxLabels } from '../data/idx.js'

/** What the lab's server hands out beside the built files. */
export interface LabContents {
  /** The model that answers, in place of the one that was built in. */
  readonly model?: Uint8Array
  /** Finds the digits to train on; asked once, when a page wants them first. */
  readonly loadDigits: () => Promise<Record<Part, Digits>>
  /** Told when the digits cannot be had. */
  readonly onError: (error: Error) => void
}

/** Nothing but this server's own files; WebAssembly may be compiled, and no text becomes a script or a style. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': policy,
  // Isolated from other origins, a page may have shared memory, and so threads.
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // Asked again each time, and answered by the digest: an update of the package is seen at once.
  'cache-control': 'no-cache',
}

/**
 * The server of the lab: the files of a folder, the model, and MNIST's four files at `mnist/<name>`. The files are listed once, at
 * the start, and only what is on the list is served, so that no path leads out of the folder.
 *
 * @param folder where the lab was built
 */
export function createLabServer(folder: string, { model, loadDigits, onError }: LabContents): Server {
  const serveFile = sirv(folder, { etag: true })
  let digits: Promise<Record<Part, Digits>> | undefined

  async function serveDigits(path: string, response: ServerResponse): Promise<void> {
    try {
      digits ??= loadDigits()
      const bytes = idxFile(path, await digits)
      if (bytes) send(response, bytes)
      else end(response, 404)
    } catch (error) {
      digits = undefined // the next one who asks may have more luck
      onError(error as Error)
      end(response, 502, (error as Error).message)
    }
  }

  return createServer((request: IncomingMessage, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD')
      return end(response, 405)
    }
    const path = (request.url ?? '/').replace(/[?#].*$/, '')
    if (path === '/digits.onnx' && model) return send(response, model)
    if (path.startsWith('/mnist/')) return void serveDigits(path, response)
    serveFile(request, response, () => end(response, 404))
  })
}

/** The IDX file that a path asks for, written from the digits; its digest is that of the published file. */
function idxFile(path: string, digits: Record<Part, Digits>): Uint8Array | undefined {
  for (const [part, { images, labels }] of Object.entries(mnist.parts)) {
    const { count, images: pixels, labels: answers } = digits[part as Part]
    if (path === `/mnist/${images.name}`) return printIdxImages({ count, rows: imageSide, columns: imageSide, pixels })
    if (path === `/mnist/${labels.name}`) return printIdxLabels(answers)
  }
  return undefined
}

function send(response: ServerResponse, bytes: Uint8Array): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes.length }).end(bytes)
}

function end(response: ServerResponse, status: number, message = ''): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(message)
}

/**
 * Listens at a port, or at the next that is free.
 *
 * @param port 0 for any
 * @returns where it listens, the host as an address has it
 * @throws Error where none of the next 100 ports is free, or the host is not of this machine
 */
export async function listen(server: Server, port: number, host: string): Promise<{ name: string; port: number }> {
  const last = Math.min(port + 100, 65535)
  for (let attempt = port; ; attempt++)
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(attempt, host, () => {
          server.off('error', reject)
          resolve()
        })
      })
      break
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code !== 'EADDRINUSE') throw new Error(`could not listen on ${host}, port ${attempt} (${message})`)
      if (attempt === last) throw new Error(`expected a free port from ${port} to ${last}, found all of them taken`)
    }
  const found = (server.address() as AddressInfo).port
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return { name: reachable.includes(':') ? `[${reachable}]` : reachable, port: found }
}
