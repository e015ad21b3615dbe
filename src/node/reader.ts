import { inContext } from '../errorContext.js'
import { createReader, type Reader } from '../model/reader.js'
import { loadClassifier } from './classifier.js'

/**
 * Opens a model to read handwriting with.
 *
 * @param path a model file; the one that comes with this package unless told
 * @param options.threads cores that the network may use; all unless told
 * @throws Error that names the file, where it is missing, damaged or not a model of digits
 * @example
 * const reader = await loadReader()
 * const { data, width, height } = await decodeImage('seven.png')
 * const { digit, confidence } = await reader.classify(data, width, height)
 */
export async function loadReader(path?: string, options?: { readonly threads?: number }): Promise<Reader> {
  const classifier = await loadClassifier(path, options)
  try {
    return createReader(classifier)
  } catch (error) {
    await classifier.dispose()
    throw inContext(`${path}: `, error)
  }
}
