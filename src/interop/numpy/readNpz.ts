import { parseNpy } from '../../data/formats/npy.js'
import { unzip } from '../../data/formats/zip.js'
import { ModelError } from '../../errors.js'
import type { Imported } from '../assemble.js'
import { modelOfDescription } from '../description.js'
import { decodeNpyText } from './npyFile.js'
import { NET_KEY } from './writeNpz.js'

/**
 * Reads an NPZ file with the entries that `exportNpz` writes, perhaps changed and saved by NumPy.
 *
 * @throws {ModelError} if the file is damaged, says no net, or lacks a weight
 * @example const { model } = importNpz(await readFile('digits.npz'))
 */
export function importNpz(bytes: Uint8Array): Imported {
  const entries = open(bytes)
  const text = entries[`${NET_KEY}.npy`]
  if (!text)
    throw new ModelError(`expected the entry ${NET_KEY}, which says the net, as mnist export writes it, received none`)
  const model = modelOfDescription(decodeNpyText(text), () => (name, shape) => {
    const entry = entries[`${name}.npy`]
    const array = entry && arrayOf(name, entry)
    if (array?.shape.join() !== shape.join())
      throw new ModelError(
        `expected ${name} of shape (${shape.join(', ')}), received ${array ? `(${array.shape.join(', ')})` : 'none'}`,
      )
    return Float32Array.from(array.data)
  })
  return { model, notes: [] }
}

function open(bytes: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzip({ name: '', bytes }, name => name.endsWith('.npy'))
  } catch (error) {
    throw damaged(error)
  }
}

function arrayOf(name: string, bytes: Uint8Array) {
  try {
    return parseNpy({ name, bytes })
  } catch (error) {
    throw damaged(error)
  }
}

function damaged(error: unknown): ModelError {
  return new ModelError(`expected an NPZ file (${(error as Error).message.replace(/^: /, '')})`, { cause: error })
}
