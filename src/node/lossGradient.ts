import { availableParallelism } from 'node:os'
import type { Classifier } from '../model/classifier.js'
import { type Differentiated, differentiate } from '../model/lossGradient.js'
import { nodeRuntime } from '../runtime/node.js'

/**
 * Differentiates a classifier's loss by the image, for attacks on it.
 *
 * @param name of the model in errors
 * @throws {ModelError} if this project did not write its file
 * @example const { lossGradient } = await differentiateClassifier(await loadClassifier(), 'digits.onnx')
 */
export function differentiateClassifier(classifier: Classifier, name: string): Promise<Differentiated> {
  return differentiate(nodeRuntime, classifier, { threads: availableParallelism(), name })
}
