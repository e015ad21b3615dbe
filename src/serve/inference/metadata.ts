import { packageVersion } from '../../node/version.js'
import { pixelShape } from '../../task.js'
import type { ServedModel } from '../models/servedModel.js'

// What the Open Inference Protocol tells of the server and of a model, and Triton's model configuration, which clients ask for.

/** What this server can do beyond the protocol. */
export const extensions = ['binary_tensor_data', 'classification', 'model_configuration', 'model_repository']

export const serverMetadata = () => ({ name: 'mnist', version: packageVersion(), extensions })

/** @param versions of all models of its name */
export function modelMetadata({ name, metadata: { task, classes } }: ServedModel, versions: readonly string[]) {
  return {
    name,
    versions,
    platform: 'onnxruntime_onnx',
    inputs: [{ name: 'image', datatype: 'UINT8', shape: [-1, ...pixelShape(task)] }],
    outputs: [{ name: 'probabilities', datatype: 'FP32', shape: [-1, classes.length] }],
  }
}

export function modelConfig({ name, metadata: { task, classes } }: ServedModel, maxBatch: number) {
  return {
    name,
    platform: 'onnxruntime_onnx',
    backend: 'onnxruntime',
    max_batch_size: maxBatch,
    input: [{ name: 'image', data_type: 'TYPE_UINT8', dims: pixelShape(task) }],
    output: [{ name: 'probabilities', data_type: 'TYPE_FP32', dims: [classes.length] }],
  }
}
