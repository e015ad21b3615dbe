import { type DecodedImage, decodePixels } from './decodePixels.js'
import { Unreadable } from './imageErrors.js'

// A process that decodes each file it is handed, and ends itself where one takes too much. The native code that decodes runs in
// other threads, which only the end of the process can stop; this one is free to watch.

export interface DecodeRequest {
  /** A path, or the content of a file. */
  readonly file: string | Uint8Array
  /** What decoding may take: bytes that the process holds, and seconds of a processor. */
  readonly maxBytes: number
  readonly maxSeconds: number
}

export interface DecodeReply {
  readonly image?: DecodedImage
  readonly error?: string
  /** Whether the error is meant for people as it stands. */
  readonly unreadable?: boolean
  /** Whether the process has ended, or is about to. */
  readonly ended?: boolean
}

/** Milliseconds between two looks at the memory, which grows by some megabytes within one. */
const interval = 5

const reply = (message: DecodeReply, then: () => void = () => {}) => process.send!(message, then)
const end = () => process.kill(process.pid, 'SIGKILL')

process.on('disconnect', end)
process.on('message', async ({ file, ...limits }: DecodeRequest) => {
  const watch = startWatch(limits)
  try {
    reply({ image: await decodePixels(file) })
  } catch (error) {
    reply({ error: (error as Error).message, unreadable: error instanceof Unreadable })
  } finally {
    clearInterval(watch)
  }
})

function startWatch({ maxBytes, maxSeconds }: Omit<DecodeRequest, 'file'>): NodeJS.Timeout {
  const begun = process.cpuUsage()
  const refuse = (limit: string, received: string) => {
    clearInterval(watch)
    reply(
      {
        error: `expected an image that takes ${limit} to decode, received one that takes ${received}`,
        unreadable: true,
        ended: true,
      },
      end,
    )
  }
  const watch = setInterval(() => {
    const { user, system } = process.cpuUsage(begun)
    if (process.memoryUsage.rss() > maxBytes) refuse(`at most ${Math.round(maxBytes / 1e6)} MB`, 'more')
    else if ((user + system) / 1e6 > maxSeconds) refuse(`at most ${maxSeconds} seconds`, 'longer')
  }, interval)
  return watch
}
