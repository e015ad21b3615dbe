import { ModelError } from '../errors.js'
import { type ExportMetadata, readMetadata } from '../model/metadata.js'
import type { Model } from '../model/model.js'
import type { ModelConfig } from '../model/modelConfig.js'
import { exportModel } from '../model/modelFile.js'
import { modelFrom } from '../model/modelFrom.js'
import { defineTask } from '../task.js'
import { emptyParameters, parameterValues } from '../training/parameters.js'
import type { TrainedModel } from './trainedModel.js'

/** A weight that is to be read: its name here, and how long it is. */
type FindWeight = (name: string, shape: readonly number[]) => Float32Array

/** The net, its task and its metadata as the text that files of weights carry. */
export function describeNet({ network, task, metadata }: Omit<TrainedModel, 'parameters'>): string {
  const { task: _, ...configuration } = network.config
  return JSON.stringify({ task, configuration, metadata })
}

/**
 * A model file of the text that `describeNet` wrote, and of weights beside it.
 *
 * @param weightsOf finds the weights of the net, in our order
 * @throws {ModelError} if the text describes no net, or as `weightsOf` does
 */
export function modelOfDescription(text: string, weightsOf: (network: Model) => FindWeight): Uint8Array {
  try {
    const { task, configuration, metadata } = JSON.parse(text) as {
      task: unknown
      configuration: ModelConfig
      metadata: Record<string, unknown>
    }
    const network = modelFrom({ ...configuration, task: defineTask(task) })
    const parameters = emptyParameters(network)
    const find = weightsOf(network)
    for (const [name, { data, shape }] of Object.entries(parameterValues(network, parameters)))
      (data as Float32Array).set(find(name, shape))
    return exportModel(network, parameters, metadataOf(metadata))
  } catch (error) {
    throw error instanceof ModelError ? error : new ModelError((error as Error).message, { cause: error })
  }
}

/** What the text says of the model; whatever was trained since is no longer what was measured. */
function metadataOf(metadata: Record<string, unknown>): ExportMetadata {
  const texts = Object.entries(metadata).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const { accuracy: _, ...rest } = readMetadata(Object.fromEntries(texts))
  return rest
}
