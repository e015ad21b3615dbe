// What runs in a page: the same nets, training and model files, on the engines of a browser.
export { digitsFromIdx, splitDigits, takeDigits } from './data/digits.js'
export { type PreparedDigit, prepareDigit } from './handwriting/digit.js'
export {
  type Candidate,
  type PreparedGlyph,
  type PreparedLine,
  type PreparedNumber,
  prepareNumber,
} from './handwriting/number.js'
export type { Box, GreyImage, Picture, Stage } from './handwriting/picture.js'
export { createClassifier } from './model/classifier.js'
export { networkFrom, parseConfiguration, parseRecipe } from './model/configuration.js'
export { model } from './model/model.js'
export { printActivations, printModel, readTrainedNetwork, readWeights } from './model/modelFile.js'
export { occlusionMap } from './model/occlusion.js'
export { preset, presetNames } from './model/presets.js'
export {
  createReader,
  type NumberReading,
  type ReadDigit,
  type Reader,
  type ReaderOptions,
  type Reading,
} from './model/reader.js'
export { sequential } from './model/sequential.js'
export { summary } from './model/summary.js'
export { applyLayer, input } from './model/symbolicTensor.js'
export { webRuntime } from './runtime/web.js'
export { webGpuRuntime } from './runtime/webGpu.js'
export { defineTask, mnistTask, type Task } from './task.js'
export { compareEngines, type EngineComparison } from './training/compareEngines.js'
export { fit } from './training/fit.js'
export { optimizerFrom } from './training/optimizers.js'
export { scheduleFrom } from './training/schedules.js'
