import { DataError } from '../../errors.js'
import { describeImage, pixelShape } from '../../task.js'
import type { ReadPart } from '../dataset.js'
import { expectDigitsOf, type NamedBytes } from '../digits.js'
import { bytesOf, type NpyArray, parseNpy } from './npy.js'
import { unzip } from './zip.js'

/**
 * Reads the arrays of an NPZ file: a ZIP archive of NPY files.
 *
 * @throws {DataError} if the archive or one of its arrays is damaged
 * @example parseNpz({ name: 'mnist.npz', bytes }).get('x_train')?.shape // [60000, 28, 28]
 */
export function parseNpz(file: NamedBytes): Map<string, NpyArray> {
  const entries = unzip(file, entry => entry.endsWith('.npy'))
  return new Map(
    Object.entries(entries).map(([entry, bytes]) => [
      entry.replace(/\.npy$/, ''),
      parseNpy({ name: `${file.name}: ${entry}`, bytes }),
    ]),
  )
}

/** A file of images and one of labels, each an NPZ file with one array. */
export const readNpzPart: ReadPart = (files, _, { task }) => {
  const [images, labels] = [onlyArray(files.images), onlyArray(files.labels)]
  const [count = 0, ...shape] = images.shape
  if (String(shape) !== String(pixelShape(task)))
    throw new DataError(
      `${files.images.name}: expected images of ${describeImage(task)}, received an array of shape (${images.shape.join(', ')})`,
    )
  const digits = { count, images: bytesOf(images, files.images.name), labels: bytesOf(labels, files.labels.name) }
  expectDigitsOf(task, digits, files.labels.name)
  return digits
}

function onlyArray(file: NamedBytes): NpyArray {
  const arrays = [...parseNpz(file).values()]
  if (arrays.length !== 1) throw new DataError(`${file.name}: expected one array, received ${arrays.length}`)
  return arrays[0]!
}
