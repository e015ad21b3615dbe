import { parentPort } from 'node:worker_threads'
import { type PreparedPicture, preparePicture } from '../reading/prepare.js'
import { type AdmittedImage, decodeAdmitted } from './decodeImage.js'

// A thread that decodes each file it is handed and answers by what `preparePicture` makes of it.

export interface PrepareRequest {
  readonly id: number
  readonly image: AdmittedImage
}

export interface PrepareReply {
  readonly id: number
  readonly prepared?: PreparedPicture
  readonly error?: string
}

const reply = (message: PrepareReply) =>
  parentPort!.postMessage(message, message.prepared ? [message.prepared.tones.data.buffer as ArrayBuffer] : [])

parentPort!.on('message', ({ id, image }: PrepareRequest) => {
  decodeAdmitted(image)
    .then(preparePicture)
    .then(
      prepared => reply({ id, prepared }),
      (error: Error) => reply({ id, error: error.message }),
    )
})
