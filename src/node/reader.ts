import { availableParallelism } from 'node:os'
import { inContext } from '../errorContext.js'
import { createReader, type Reader } from '../model/reader.js'
import { loadClassifier } from './classifier.js'
import { loadFinder } from './finder.js'

/**
 * Opens a model to read handwriting with.
 *
 * @param path a model file. Defaults to the one that comes with this package.
 * @param options.threads cores that the network may use. Defaults to all.
 * @throws {DataError|ModelError} if the file is missing, damaged or not a model of digits; the message names it
 * @example
 * const reader = await loadReader()
 * const { data, width, height } = await decodeImage('seven.png')
 * const { digit, confidence } = await reader.classify(data, width, height)
 */
export async function loadReader(path?: string, options: { readonly threads?: number } = {}): Promise<Reader> {
  const { threads = availableParallelism() } = options
  const [classifier, finder] = await Promise.all([loadClassifier(path, { threads }), loadFinder({ threads })])
  try {
    return createReader(classifier, finder)
  } catch (error) {
    await Promise.all([classifier.dispose(), finder.dispose()])
    throw inContext(`${path}: `, error)
  }
}
