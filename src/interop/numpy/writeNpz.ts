import { zipSync } from 'fflate'
import { readModelMetadata, readTrainedNetwork } from '../../model/modelFile.js'
import { parameterValues } from '../../training/parameters.js'
import { describeNet } from '../description.js'
import { encodeNpy, encodeNpyText } from './npyFile.js'

/** The entry that says the net, as JSON. */
export const NET_KEY = 'mnist_digit_classifier'

/** ZIP has no time before this; the same model is always the same bytes. */
const mtime = new Date(1980, 0, 1)

/**
 * Writes the weights of a model file of this project for NumPy: an array float32 for each, by its name here, `conv2d.kernel` [filters, channels,
 * height, width], `dense.kernel` [inputs, units], and the text `mnist_digit_classifier`, JSON of task, configuration and metadata, a temperature among them.
 *
 * @param model an ONNX file that `mnist train` or `exportModel` wrote
 * @returns the bytes of an `.npz` file, which `numpy.load` opens
 * @throws {ModelError} if the file is no classifier of this project
 * @example await writeFile('digits.npz', exportNpz(classifier.model))
 */
export function exportNpz(model: Uint8Array): Uint8Array {
  const { task, classes: _, configuration: __, ...metadata } = readModelMetadata(model)
  const { network, parameters } = readTrainedNetwork(model)
  const arrays = Object.entries(parameterValues(network, parameters)).map(([name, { data, shape }]) => [
    `${name}.npy`,
    encodeNpy(data as Float32Array, shape),
  ])
  const files = { [`${NET_KEY}.npy`]: encodeNpyText(describeNet({ network, task, metadata })) }
  return zipSync({ ...files, ...Object.fromEntries(arrays) }, { level: 0, mtime })
}
