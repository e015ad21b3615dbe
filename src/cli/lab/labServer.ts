import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Part } from '../../data/dataset.js'
import type { Digits } from '../../data/digits.js'
import { isServedHost } from '../../server/hosts.js'
import { createHttpServer } from '../../server/httpServer.js'
import { type Reply, representationReply, textReply } from '../../server/reply.js'
import { openFile, representBytes } from '../../server/representation.js'
import { readTarget } from '../../server/target.js'
import { createMnistFiles } from './mnistFiles.js'

/** What the lab's server hands out beside the built files, and to whom. */
export interface LabContents {
  /** The networks, by the names of their files; they take the place of files of the folder. */
  readonly networks: Readonly<Record<string, Uint8Array>>
  /** Finds the digits to train on; asked once, when a page wants them first. */
  readonly loadDigits: () => Promise<Record<Part, Digits>>
  /** Called with what goes wrong on the side of the server. */
  readonly onError: (error: Error) => void
  /** The host to listen on, whose name is answered. Defaults to 127.0.0.1. */
  readonly host?: string
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
  // Asked again each time, and answered by the entity tag: an update of the package is seen at once.
  'cache-control': 'no-cache',
}

/**
 * The server of the lab: the files of a folder as they are when they are asked for, the networks, and MNIST's four files at
 * `mnist/<name>`.
 *
 * @param folder where the lab was built
 */
export function createLabServer(folder: string, contents: LabContents): Server {
  const { loadDigits, onError, host = '127.0.0.1' } = contents
  const networks = new Map(
    Object.entries(contents.networks).map(([name, bytes]) => [`/${name}`, representBytes(bytes)]),
  )
  const findMnist = createMnistFiles(loadDigits, onError)
  const server = createHttpServer(answer, { headers, onError })
  return server

  async function answer(request: IncomingMessage): Promise<Reply> {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return textReply(405, 'Only reading is allowed here.', { allow: 'GET, HEAD' })
    const target = readTarget(request)
    if (!target) return textReply(400, 'The address of this request is malformed.')
    const address = (server.address() as AddressInfo | null)?.address ?? ''
    if (!isServedHost(target.authority, { host, address })) return textReply(421, misdirected)
    const { path } = target
    if (path.startsWith('/mnist/')) return await answerMnist(request, path.slice('/mnist/'.length))
    const network = networks.get(path)
    if (network) return representationReply(request, network)
    return representationReply(request, await openFile(folder, path === '/' ? 'index.html' : path.slice(1)))
  }

  async function answerMnist(request: IncomingMessage, name: string): Promise<Reply> {
    try {
      return representationReply(request, await findMnist(name))
    } catch {
      return textReply(503, 'MNIST could not be loaded; the terminal of mnist lab tells why.')
    }
  }
}

const misdirected =
  'mnist lab does not answer to this name. Open it as localhost or by the IP address of its machine, or start it with --host and the name.'
