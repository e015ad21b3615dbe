import { type DecodedImage, decodePixels } from './decodePixels.js'
import { Unreadable } from './imageErrors.js'
import { type ProcessLimits, watchProcess } from './processWatch.js'

// A process that decodes each file it is handed, and ends itself where one takes too much. The native code that decodes runs in
// other threads, which only the end of the process can stop; this one is free to watch.

export interface DecodeRequest extends ProcessLimits {
  /** A path, or the content of a file. */
  readonly file: string | Uint8Array
}

export interface DecodeReply {
  readonly image?: DecodedImage
  readonly error?: string
  /** Whether the error is meant for people as it stands. */
  readonly unreadable?: boolean
  /** Whether the process has ended, or is about to. */
  readonly ended?: boolean
}

const reply = (message: DecodeReply, then: () => void = () => {}) => process.send!(message, then)
const end = () => process.kill(process.pid, 'SIGKILL')

process.on('disconnect', end)
process.on('message', async ({ file, ...limits }: DecodeRequest) => {
  const endWatch = watchProcess(limits, (allowed, taken) => {
    const error = `expected an image that takes ${allowed} to decode, received one that takes ${taken}`
    reply({ error, unreadable: true, ended: true }, end)
  })
  try {
    reply({ image: await decodePixels(file) })
  } catch (error) {
    reply({ error: (error as Error).message, unreadable: error instanceof Unreadable })
  } finally {
    endWatch()
  }
})
