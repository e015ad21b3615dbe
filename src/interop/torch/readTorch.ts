import { ModelError } from '../../errors.js'
import type { Imported } from '../assemble.js'
import { modelOfDescription } from '../description.js'
import { toOurs } from '../order.js'
import { torchParameters } from './parameters.js'
import { decodeTensors } from './safetensors.js'

/**
 * Reads a safetensors file that carries the configuration of its net, as `exportTorch` and the `save` of its module write.
 *
 * @throws {ModelError} if the file is damaged, carries no configuration, or lacks a weight
 * @example const { model } = importTorch(await readFile('digits.safetensors'))
 */
export function importTorch(bytes: Uint8Array): Imported {
  const { tensors, metadata } = decodeTensors(bytes)
  const text = metadata.mnist_digit_classifier
  if (typeof text !== 'string')
    throw new ModelError(
      'expected weights with the configuration of their net, received none of it; the module that mnist export wrote saves it, by save(net, path)',
    )
  const model = modelOfDescription(text, network => {
    const parameters = new Map(torchParameters(network).map(parameter => [parameter.name, parameter]))
    return name => {
      const { key, shape, order } = parameters.get(name)!
      const tensor = tensors.get(key)
      if (tensor?.shape.join() !== shape.join())
        throw new ModelError(
          `expected ${key} of shape [${shape.join(', ')}], received ${tensor ? `[${tensor.shape.join(', ')}]` : 'none'}`,
        )
      return toOurs(tensor.data, order)
    }
  })
  return { model, notes: [] }
}
