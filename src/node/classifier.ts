import { availableParallelism } from 'node:os'
import { type Classifier, createClassifier } from '../model/classifier.js'
import { nodeRuntime } from '../runtime/node.js'
import { readAs, writeWhole } from './files.js'
import { tryModel } from './modelTrial.js'
import { shippedClassifier } from './shippedModels.js'

/**
 * Opens a model file. One that did not come with this package is tried in a process of its own first, which takes some tenths of a
 * second: it may end the process that opens it, or take all memory.
 *
 * @param path an ONNX file with input `image` and output `probabilities`. Defaults to the model that comes with this package.
 * @param options.threads cores that a prediction may use. Defaults to all.
 * @throws {DataError|ModelError} that names the file, where it is missing, damaged or not a model of digits; predictions throw it where the model computes
 * anything but probabilities
 * @example const probabilities = await (await loadClassifier()).predict(pixels)
 */
export async function loadClassifier(
  path = shippedClassifier,
  options: { readonly threads?: number } = {},
): Promise<Classifier> {
  const { threads = availableParallelism() } = options
  const model = await readAs(path, async bytes => {
    if (path !== shippedClassifier) await tryModel(bytes)
    return bytes
  })
  return createClassifier(nodeRuntime, model, { threads, name: path })
}

/** A model with its path. */
export type NamedModel = readonly [path: string, classifier: Classifier]

/**
 * Opens model files for as long as something is done with them.
 *
 * @throws as `loadClassifier` does, and what `use` throws
 */
export async function withClassifiers<T>(
  paths: readonly string[],
  use: (models: readonly NamedModel[]) => Promise<T>,
): Promise<T> {
  const models: NamedModel[] = []
  try {
    for (const path of paths) models.push([path, await loadClassifier(path)])
    return await use(models)
  } finally {
    for (const [, classifier] of models) await classifier.dispose()
  }
}

/** Writes a classifier's model file, whole or not at all. */
export function saveClassifier(classifier: Classifier, path: string): Promise<void> {
  return writeWhole(path, classifier.model)
}
