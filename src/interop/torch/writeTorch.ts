import { ModelError } from '../../errors.js'
import { averagedLayers } from '../../model/averaged.js'
import { outputLayer } from '../../model/logitsLayer.js'
import { encodeTensors, type TensorData } from '../../model/safetensors.js'
import { parameterValues } from '../../training/parameters.js'
import { describeNet } from '../description.js'
import { toTheirs } from '../order.js'
import { readTrainedModel } from '../trainedModel.js'
import { moduleCode } from './moduleCode.js'
import { torchParameters } from './parameters.js'

/**
 * Writes a model file of this project for PyTorch: weights as safetensors by the names and shapes of a `state_dict`, and a module that loads them. The
 * module takes raw pixels 0–255, [batch, channels, height, width]; its `logits` are what to train by, calling it yields probabilities.
 *
 * @param model an ONNX file that `mnist train` or `exportModel` wrote
 * @returns the bytes of a `.safetensors` file, which carries the net's configuration, and the text of a Python module
 * @throws {ModelError} if the file is no classifier of this project, or has a layer that cannot be written for PyTorch
 * @example const { weights, code } = exportTorch(classifier.model)
 */
export function exportTorch(model: Uint8Array): { readonly weights: Uint8Array; readonly code: string } {
  const { network, parameters, task, metadata } = readTrainedModel(model)
  const values = parameterValues(network, parameters)
  const tensors = Object.fromEntries(
    torchParameters(network).map(({ name, key, shape, order }): [string, TensorData] => [
      key,
      { data: toTheirs(values[name]!.data as Float32Array, order), shape },
    ]),
  )
  const last = network.layers.find(({ name }) => name === outputLayer(network))!
  const ends = averagedLayers(last, network.layers).map(({ layer: { config } }) => config.activation ?? config.function)
  if (!ends.every(end => end === 'softmax')) throw new ModelError(`${last.name}: expected a net that ends in a softmax`)
  const description = describeNet({ network, task, metadata })
  return {
    weights: encodeTensors(tensors, { format: 'pt', mnist_digit_classifier: description }),
    code: moduleCode(network, task, description),
  }
}
