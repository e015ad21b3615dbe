import { ModelError } from '../../errors.js'
import { size } from '../../training/parameters.js'

/** Numbers with their shape. */
export interface Dataset {
  readonly data: Float32Array | Uint32Array
  readonly shape: readonly number[]
}

/** So large a file is no net of this project's. */
const MAX_BYTES = 2 ** 31

let files = 0

/** h5wasm is 4 MB with its WebAssembly, and only files of Keras need it. */
async function openLibrary() {
  const { default: h5wasm } = await import('h5wasm')
  const module = await h5wasm.ready
  module.activate_throwing_error_handler()
  return { File: h5wasm.File, Dataset: h5wasm.Dataset, FS: module.FS, path: `/net${files++}.h5` }
}

/** Serializes arrays as an HDF5 file; slashes in their names make groups. */
export async function encodeHdf5(datasets: ReadonlyMap<string, Dataset>): Promise<Uint8Array> {
  const { File, FS, path } = await openLibrary()
  const file = new File(path, 'w')
  try {
    for (const [name, { data, shape }] of datasets) {
      const parts = name.split('/')
      const key = parts.pop()!
      type Group = Pick<typeof file, 'get' | 'create_group' | 'create_dataset'>
      const group = parts.reduce<Group>((owner, part) => (owner.get(part) ?? owner.create_group(part)) as Group, file)
      group.create_dataset({ name: key, data, shape: [...shape] })
    }
    file.close()
    return new Uint8Array(FS.readFile(path))
  } finally {
    FS.unlink(path)
  }
}

/**
 * Reads the arrays of floats of an HDF5 file.
 *
 * @returns all datasets by their paths, without a leading slash
 * @throws {ModelError} if the file is damaged
 */
export async function decodeHdf5(bytes: Uint8Array): Promise<Map<string, { data: Float32Array; shape: number[] }>> {
  if (bytes.length > MAX_BYTES)
    throw new ModelError(`expected at most ${MAX_BYTES} bytes of weights, received ${bytes.length}`)
  const { File, Dataset, FS, path } = await openLibrary()
  FS.writeFile(path, bytes)
  try {
    const file = new File(path, 'r')
    const datasets = new Map<string, { data: Float32Array; shape: number[] }>()
    for (const name of file.paths()) {
      const entry = file.get(name)
      if (!(entry instanceof Dataset)) continue
      const shape = entry.shape ?? []
      if (size(shape) * 4 > MAX_BYTES) throw new ModelError(`${name} has ${size(shape)} numbers`)
      const { value } = entry
      if (ArrayBuffer.isView(value) && !(value instanceof BigInt64Array) && !(value instanceof BigUint64Array))
        datasets.set(name.replace(/^\//, ''), { data: Float32Array.from(value as unknown as ArrayLike<number>), shape })
    }
    file.close()
    return datasets
  } catch (error) {
    throw new ModelError(`expected weights as HDF5, received a file that is damaged (${firstLine(error)})`, {
      cause: error,
    })
  } finally {
    FS.unlink(path)
  }
}

const firstLine = (error: unknown) => String((error as Error).message ?? error).split('\n')[0]
