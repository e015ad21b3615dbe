import { availableParallelism } from 'node:os'
import { type Classifier, createClassifier } from '../model/classifier.js'
import { nodeRuntime } from '../runtime/node.js'
import { readAs, writeWhole } from './files.js'

/**
 * Opens a model file.
 *
 * @param path an ONNX file with input `image` and output `probabilities`
 * @param options.threads cores that a prediction may use; all unless told
 * @throws Error that names the file, where it is missing, damaged or not a model of digits
 * @example const probabilities = await (await loadClassifier('model.onnx')).predict(pixels)
 */
export function loadClassifier(path: string, options: { readonly threads?: number } = {}): Promise<Classifier> {
  const { threads = availableParallelism() } = options
  return readAs(path, model => createClassifier(nodeRuntime, model, { threads }))
}

/** Writes a classifier's model file, whole or not at all. */
export function saveClassifier(classifier: Classifier, path: string): Promise<void> {
  return writeWhole(path, classifier.model)
}
