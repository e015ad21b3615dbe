import { useModel } from '../../model/current.js'
import { download } from '../../page/download.js'
import type { Run } from './run.js'
import { storedModel } from './runStore.js'

/** Hands the user the model of a run. */
export async function downloadModel(run: Run): Promise<void> {
  const name = run.name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'model'
  download(`${name}.onnx`, await modelOf(run), 'application/octet-stream')
}

/** Lets the model of a run answer on the pad. */
export async function tryOnPad(run: Run): Promise<void> {
  useModel(run.name, await modelOf(run))
  location.hash = '#draw'
}

/** More than any net for digits takes, less than would fill the memory of the page. */
const MAX_BYTES = 512e6

/** Lets the model of a file answer on the pad. */
export async function openFile(file: File): Promise<void> {
  try {
    if (file.size > MAX_BYTES)
      throw new Error(`expected a model of at most ${MAX_BYTES / 1e6} MB, received ${Math.ceil(file.size / 1e6)} MB`)
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
