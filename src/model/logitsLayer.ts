import { ModelError } from '../errors.js'
import type { Model } from './model.js'
import type { PlacedLayer } from './placement.js'

/** The name of the layer that makes the probabilities. */
export function outputLayer({ config, layers }: Model): string {
  return Object.values(config.outputs ?? {})[0] ?? layers.at(-1)!.name
}

/**
 * The dense layer that makes the logits: the last one, or that before a softmax which is a layer by itself.
 *
 * @param purpose what it is needed for, in the error
 * @throws {ModelError} if the logits come from another layer, or from one that is applied several times
 */
export function logitsLayer(network: Model, purpose: string): PlacedLayer {
  const { layers } = network
  const last = layers.find(({ name }) => name === outputLayer(network))!
  const before = layers.find(({ name }) => name === last.inputs[0])
  const isSplit = last.layer.kind === 'activation' && before?.layer.config.activation === 'linear'
  const logits = isSplit ? before : last
  const isShared = layers.some(({ sharedWith }) => sharedWith === logits.name) || logits.sharedWith !== undefined
  if (logits.layer.kind !== 'dense' || isShared)
    throw new ModelError(`expected a last layer dense, ${purpose}, received ${logits.name} (${logits.layer.kind})`)
  return logits
}
