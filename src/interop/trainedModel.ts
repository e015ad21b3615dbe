import { ModelError } from '../errors.js'
import { logitsLayer } from '../model/logitsLayer.js'
import type { ExportMetadata } from '../model/metadata.js'
import type { Model } from '../model/model.js'
import { readModelMetadata, readTrainedNetwork } from '../model/modelFile.js'
import type { Task } from '../task.js'
import { copyParameters, type Parameters, parameterValues } from '../training/parameters.js'

/** A classifier on its way from one format to another. */
export interface TrainedModel {
  readonly network: Model
  readonly parameters: Parameters
  /** The task of the network. */
  readonly task: Task
  /** What the file says of it, without a temperature: that lies in the weights. */
  readonly metadata: Omit<ExportMetadata, 'temperature'>
}

/**
 * Reads a model file of this project to write it in another format. A temperature goes into the weights of the last layer: the
 * softmax of logits divided by it is the same as that of weights divided by it.
 *
 * @throws {ModelError} if the file is no classifier that this project wrote, or has a temperature and no last dense layer
 */
export function readTrainedModel(bytes: Uint8Array): TrainedModel {
  const { task, classes: _, configuration: __, temperature, ...metadata } = readModelMetadata(bytes)
  const { network, parameters } = readTrainedNetwork(bytes)
  if (network.task === undefined || network.outputs.length !== 1)
    throw new ModelError('expected a classifier, from the pixels `image` to the `probabilities` of the classes alone')
  const model = { network, parameters, task, metadata }
  return temperature === undefined || temperature === 1 ? model : divided(model, temperature)
}

function divided(model: TrainedModel, temperature: number): TrainedModel {
  const parameters = copyParameters(model.parameters)
  const values = parameterValues(model.network, parameters)
  const { name } = logitsLayer(model.network, 'whose weights the temperature can divide')
  for (const weight of ['kernel', 'bias']) {
    const data = values[`${name}.${weight}`]?.data as Float32Array | undefined
    data?.forEach((value, i) => {
      data[i] = value / temperature
    })
  }
  return { ...model, parameters }
}
