// The engine, as it runs in Node and in a page alike: networks of any kind, trained on any arrays.

// Errors
export * from './errors.js'
export * from './fitting.js'
// Symbolic tensors, operators, gradients, ONNX
export { gradients } from './graph/backward.js'
export { type GraphInput, type OnnxModel, toOnnx } from './graph/onnx.js'
export * as ops from './graph/operators.js'
// Model files and checkpoints
export { decodeCheckpoint, encodeCheckpoint, type Identity } from './model/checkpoint.js'
export type { ExportMetadata } from './model/metadata.js'
export { exportModel, readTrainedNetwork, readWeights } from './model/modelFile.js'
export * from './networks.js'
// Random numbers
export { randomStream, shuffledIndices } from './random.js'
// Runtimes
// Training
export { arrayBatches, type BatchSource, generatorBatches } from './training/batchSource.js'
export { compareEngines, type EngineComparison } from './training/compareEngines.js'
export { type EvaluateOptions, evaluate } from './training/evaluate.js'
export type { Batch } from './training/examples.js'
export { fit } from './training/fit.js'
export { learningCurve } from './training/learningCurve.js'
export { type BinaryCrossentropyOptions, binaryCrossentropy } from './training/losses/binaryCrossentropy.js'
export {
  type CategoricalCrossentropyOptions,
  categoricalCrossentropy,
  type SparseCategoricalCrossentropyOptions,
  sparseCategoricalCrossentropy,
} from './training/losses/crossentropy.js'
export { outputOf, type Pairing, targetOf } from './training/losses/loss.js'
export {
  type PositionCrossentropyOptions,
  type PositionPairing,
  positionCrossentropy,
} from './training/losses/positionCrossentropy.js'
export {
  type HuberOptions,
  huber,
  meanAbsoluteError,
  meanSquaredError,
  type RegressionOptions,
} from './training/losses/regression.js'
export { weightedSum } from './training/losses/weightedSum.js'
export { accuracy, binaryAccuracy, categoricalAccuracy, positionAccuracy } from './training/metrics.js'
export { adam, adamw, lion, muon, optimizerFrom, rmsprop, sgd } from './training/optimizers.js'
export { type Allocate, emptyParameters, initialParameters, parameterValues } from './training/parameters.js'
export { scheduleFrom } from './training/schedules.js'
export { evaluatedParameters, initialState } from './training/state.js'
export { type MakeBatch, type WorkerBatches, workerBatches } from './training/workerBatches.js'
