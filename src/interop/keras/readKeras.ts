import { unzip } from '../../data/formats/zip.js'
import { ModelError } from '../../errors.js'
import { type ExportMetadata, readMetadata } from '../../model/metadata.js'
import { defineTask, type Task } from '../../task.js'
import { assemble, chooseTask, type Imported, type ImportOptions } from '../assemble.js'
import { affineOf } from '../pixels.js'
import { decodeHdf5 } from './hdf5.js'
import { isRecord } from './object.js'
import { readConfig } from './readConfig.js'
import { traceLayers } from './traceLayers.js'
import { METADATA_KEY } from './writeKeras.js'

const files = ['config.json', 'metadata.json', 'model.weights.h5']

/**
 * Reads a classifier of images that Keras 3 saved: a `.keras` file of a Sequential or Functional model.
 *
 * @param bytes of the file
 * @param options task and range of pixels, where the file does not say them
 * @returns a model file as `mnist train` writes, and what was left out
 * @throws {ModelError} if the file is damaged, or has a layer or an option that there is none of here; it names it
 * @example const { model } = await importKeras(await readFile('mnist.keras'))
 */
export async function importKeras(bytes: Uint8Array, options: ImportOptions = {}): Promise<Imported> {
  const entries = open(bytes)
  const metadata = readOwnMetadata(entries['metadata.json'])
  const net = readConfig(new TextDecoder().decode(entries['config.json']))
  const datasets = await decodeHdf5(entries['model.weights.h5']!)
  const trace = traceLayers(net, datasets, options.task ?? metadata.task)
  const task = chooseTask(options.task ?? metadata.task, trace.imageShape, trace.classes)
  const affine = trace.affine(affineOf(options.pixels ?? (trace.scalesPixels ? '0..255' : '0..1'), task))
  return assemble(trace.layers, { task, affine, metadata: metadata.rest, notes: trace.notes })
}

function open(bytes: Uint8Array): Record<string, Uint8Array> {
  const isHdf5 = new TextDecoder('latin1').decode(bytes.subarray(1, 4)) === 'HDF'
  if (isHdf5)
    throw new ModelError('expected a .keras file of Keras 3, received HDF5; model.save("model.keras") writes the other')
  try {
    const entries = unzip({ name: '', bytes }, name => files.includes(name))
    const missing = ['config.json', 'model.weights.h5'].find(name => entries[name] === undefined)
    if (missing !== undefined) throw new ModelError(`an archive without ${missing}`)
    return entries
  } catch (error) {
    throw new ModelError(`expected a .keras file (${(error as Error).message.replace(/^: /, '')})`, { cause: error })
  }
}

/** What this project wrote beside Keras's own metadata. */
function readOwnMetadata(bytes: Uint8Array | undefined): { task: Task | undefined; rest: ExportMetadata } {
  try {
    const own = (JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>)[METADATA_KEY]
    if (!isRecord(own)) return { task: undefined, rest: {} }
    const { task, ...rest } = own
    const texts = Object.entries(rest).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ])
    return { task: defineTask(task), rest: readMetadata(Object.fromEntries(texts)) }
  } catch {
    return { task: undefined, rest: {} }
  }
}
