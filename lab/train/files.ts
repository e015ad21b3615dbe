import { useModel } from '../model/current.js'
import type { Run } from './run.js'
import { storedModel } from './store.js'

/** Hands the model of a run to the browser, to be kept as a file. */
export async function download(run: Run): Promise<void> {
  const address = URL.createObjectURL(new Blob([await modelOf(run)], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${run.name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'model'}.onnx`
  link.click()
  // The download has begun once the click is through.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** Lets the model of a run answer on the pad. */
export async function tryOnPad(run: Run): Promise<void> {
  useModel(run.name, await modelOf(run))
  location.hash = '#draw'
}

/** Lets the model of a file answer on the pad. */
export async function openFile(file: File): Promise<void> {
  try {
    useModel(file.name, new Uint8Array(await file.arrayBuffer()))
  } catch (error) {
    throw new Error(`${file.name}: ${(error as Error).message}`)
  }
  location.hash = '#draw'
}

async function modelOf({ id, name }: Run): Promise<Uint8Array<ArrayBuffer>> {
  const model = await storedModel(id)
  if (!model) throw new Error(`${name}: its model is not stored in this browser any more`)
  return model
}
