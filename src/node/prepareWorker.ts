import { parentPort } from 'node:worker_threads'
import { type PreparedDigit, prepareDigit } from '../handwriting/digit.js'
import { type AdmittedImage, decodeAdmitted } from './decodeImage.js'

// A thread that decodes each file it is handed and answers by what `prepareDigit` makes of it.

export interface PrepareRequest {
  readonly id: number
  readonly image: AdmittedImage
}

export interface PrepareReply {
  readonly id: number
  readonly prepared?: PreparedDigit
  readonly error?: string
}

const reply = (message: PrepareReply) => parentPort!.postMessage(message)

parentPort!.on('message', ({ id, image }: PrepareRequest) => {
  decodeAdmitted(image)
    .then(prepareDigit)
    .then(
      prepared => reply({ id, prepared }),
      (error: Error) => reply({ id, error: error.message }),
    )
})
