// The engine, as it runs in Node and in a page alike: networks of any kind, trained on any arrays.

// Errors
export * from './errors.js'
// Symbolic tensors, operators, gradients, ONNX
export { gradients } from './graph/backward.js'
export { type GraphInput, type PrintedGraph, printGraph } from './graph/onnx.js'
export * as ops from './graph/operators.js'
// Model files and checkpoints
export { decodeCheckpoint, encodeCheckpoint, type Identity } from './model/checkpoint.js'
export { type ModelMetadata, printModel, readTrainedNetwork, readWeights } from './model/modelFile.js'
export * from './networks.js'
// Random numbers
export { randomStream, shuffledIndices } from './random.js'
// Runtimes
export type { ModuleThread } from './runtime/moduleThread.js'
export type { BoundRun, CompileOptions, Program, Runtime, Value, Values } from './runtime/runtime.js'
// Training
export { arrayBatches, type BatchSource, generatorBatches } from './training/batchSource.js'
export { compareEngines, type EngineComparison } from './training/compareEngines.js'
export { type EvaluateOptions, evaluate } from './training/evaluate.js'
export type { Batch, ExampleArray, Examples } from './training/examples.js'
export { type FitOptions, type FitResult, fit } from './training/fit.js'
export type { EpochRecord, Measured, StepProgress } from './training/history.js'
export { type BinaryCrossentropyOptions, binaryCrossentropy } from './training/losses/binaryCrossentropy.js'
export {
  type CategoricalCrossentropyOptions,
  categoricalCrossentropy,
  type SparseCategoricalCrossentropyOptions,
  sparseCategoricalCrossentropy,
} from './training/losses/crossentropy.js'
export { type Loss, type Measure, outputOf, type Pairing, type Ratio, targetOf } from './training/losses/loss.js'
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
export type { Sums } from './training/measures.js'
export { accuracy, binaryAccuracy, categoricalAccuracy, type Metrics, positionAccuracy } from './training/metrics.js'
export type { Objective } from './training/objective.js'
export type { AdamOptions, AdamWOptions } from './training/optimizers/adam.js'
export type { LionOptions } from './training/optimizers/lion.js'
export type { MuonOptions } from './training/optimizers/muon.js'
export type { CommonConfig, CommonOptions, Optimizer, Updated, UpdateInputs } from './training/optimizers/optimizer.js'
export type { RmspropOptions } from './training/optimizers/rmsprop.js'
export type { SgdOptions } from './training/optimizers/sgd.js'
export {
  adam,
  adamw,
  lion,
  muon,
  type OptimizerConfig,
  optimizerFrom,
  rmsprop,
  sgd,
} from './training/optimizers.js'
export {
  type Allocate,
  emptyParameters,
  initialParameters,
  type Parameters,
  type PlacedParameter,
  parameterValues,
} from './training/parameters.js'
export { type Progress, type Schedule, type ScheduleConfig, scheduleFrom, type Warmup } from './training/schedules.js'
export { evaluatedParameters, initialState, type Running, type TrainingState } from './training/state.js'
export type { Best, EarlyStopping } from './training/stopping.js'
export { type MakeBatch, type WorkerBatches, workerBatches } from './training/workerBatches.js'
