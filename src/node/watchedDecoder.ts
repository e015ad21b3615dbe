import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { DecodedImage } from './decodePixels.js'
import type { DecodeReply, DecodeRequest } from './decodeProcess.js'
import { createGate } from './gate.js'
import { Unreadable } from './imageErrors.js'
import type { ProcessLimits } from './processWatch.js'

const defaultLimits: ProcessLimits = { maxBytes: 400e6, maxSeconds: 10 }

/** Seconds after which a file is given up, however busy the machine. */
const maxWaiting = 120

const gate = createGate(Math.min(2, availableParallelism()))

/** Processes that have nothing to do. They end with this one, or after some seconds. */
const idle = new Set<Decoder>()
const maxIdleSeconds = 10

/**
 * Decodes a file in a process of its own, which is ended where it takes too much: native code that draws an SVG or inflates a tile
 * cannot be stopped otherwise, and what it will take stands nowhere in the file.
 *
 * @param file a path, or the content of a file
 * @param limits Defaults to 400 MB and 10 seconds.
 * @throws {Unreadable} if the file takes more than the limits, or the process ends
 * @throws {Error} with what the decoder says, if it cannot be decoded
 */
export function decodeWatched(file: string | Uint8Array, limits = defaultLimits): Promise<DecodedImage> {
  return gate.pass(1, async () => {
    const [decoder = startDecoder()] = idle
    idle.delete(decoder)
    const { image, error, unreadable, ended } = await decoder.decode({ file, ...limits })
    if (!ended) decoder.rest()
    if (image) return image
    throw unreadable ? new Unreadable(error!) : new Error(error)
  })
}

type Decoder = ReturnType<typeof startDecoder>

function startDecoder() {
  // Where the sources themselves run (in tests), the process is taken from the build: Node starts no TypeScript file.
  const file = import.meta.url.endsWith('.ts') ? '../../dist/node/decodeProcess.js' : './decodeProcess.js'
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [], {
    execArgv: [], // what this process was started with (--input-type, --import) is not meant for it
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'], // libraries print warnings
  })
  let settle: (reply: DecodeReply) => void
  let idling: NodeJS.Timeout
  const fail = (error: string) => {
    idle.delete(decoder)
    clearTimeout(idling)
    settle({ error, unreadable: true, ended: true })
  }
  child.on('message', (reply: DecodeReply) => settle(reply))
  child.on('disconnect', () => fail('the decoder ended while it read the file')) // comes after the last message
  child.on('error', ({ message }) => fail(message))
  const decoder = {
    async decode(request: DecodeRequest): Promise<DecodeReply> {
      clearTimeout(idling)
      child.ref()
      child.channel?.ref()
      const waiting = setTimeout(() => {
        const error = `expected an image that is decoded within ${maxWaiting} seconds, received one that is not`
        settle({ error, unreadable: true, ended: true })
        child.kill('SIGKILL')
      }, maxWaiting * 1000)
      const reply = await new Promise<DecodeReply>(resolve => {
        settle = resolve
        child.send(request, error => error && fail(error.message))
      })
      clearTimeout(waiting)
      return reply
    },
    /** Keeps the process for the next file, but no other process alive. */
    rest() {
      child.unref()
      child.channel?.unref()
      idle.add(decoder)
      idling = setTimeout(() => {
        idle.delete(decoder)
        child.disconnect()
      }, maxIdleSeconds * 1000).unref()
    },
  }
  return decoder
}
