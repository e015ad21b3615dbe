import { parentPort } from 'node:worker_threads'
import { type PreparedDigit, prepareDigit } from '../handwriting/digit.js'
import { decodeNow } from './decodeImage.js'

// A thread that decodes each file it is handed and answers by what `prepareDigit` makes of it.

export interface PrepareRequest {
  readonly id: number
  /** A path, or the content of a file. */
  readonly file: string | Uint8Array
}

export interface PrepareReply {
  readonly id: number
  readonly prepared?: PreparedDigit
  readonly error?: string
}

const reply = (message: PrepareReply) => parentPort!.postMessage(message)

parentPort!.on('message', ({ id, file }: PrepareRequest) => {
  decodeNow(file)
    .then(prepareDigit)
    .then(
      prepared => reply({ id, prepared }),
      (error: Error) => reply({ id, error: error.message }),
    )
})
