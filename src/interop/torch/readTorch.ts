import { ModelError } from '../../errors.js'
import { type ExportMetadata, readMetadata } from '../../model/metadata.js'
import type { ModelConfig } from '../../model/modelConfig.js'
import { exportModel } from '../../model/modelFile.js'
import { modelFrom } from '../../model/modelFrom.js'
import { defineTask } from '../../task.js'
import { emptyParameters, parameterValues } from '../../training/parameters.js'
import type { Imported } from '../assemble.js'
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
  try {
    const description = JSON.parse(text) as {
      task: unknown
      configuration: ModelConfig
      metadata: Record<string, unknown>
    }
    const network = modelFrom({ ...description.configuration, task: defineTask(description.task) })
    const parameters = emptyParameters(network)
    const values = parameterValues(network, parameters)
    for (const { name, key, shape, order } of torchParameters(network)) {
      const tensor = tensors.get(key)
      if (tensor?.shape.join() !== shape.join())
        throw new ModelError(
          `expected ${key} of shape [${shape.join(', ')}], received ${tensor ? `[${tensor.shape.join(', ')}]` : 'none'}`,
        )
      ;(values[name]!.data as Float32Array).set(toOurs(tensor.data, order))
    }
    return { model: exportModel(network, parameters, metadataOf(description.metadata)), notes: [] }
  } catch (error) {
    throw error instanceof ModelError ? error : new ModelError((error as Error).message, { cause: error })
  }
}

/** What the file says of the model; whatever was trained since is no longer what was measured. */
function metadataOf(metadata: Record<string, unknown>): ExportMetadata {
  const texts = Object.entries(metadata).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const { accuracy: _, ...rest } = readMetadata(Object.fromEntries(texts))
  return rest
}
