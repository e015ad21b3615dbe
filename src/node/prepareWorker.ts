import { parentPort } from 'node:worker_threads'
import { type PreparedDigit, prepareDigit } from '../handwriting/digit.js'
import type { Picture } from '../handwriting/picture.js'

// A thread that answers each picture by what `prepareDigit` makes of it, in their order.

export interface PrepareReply {
  readonly prepared?: PreparedDigit
  readonly error?: string
}

const reply = (message: PrepareReply) => parentPort!.postMessage(message)

parentPort!.on('message', (picture: Picture) => {
  try {
    reply({ prepared: prepareDigit(picture) })
  } catch (error) {
    reply({ error: (error as Error).message })
  }
})
