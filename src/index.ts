import './node/requireNode.js'

// Data
export { type Digits, selectDigits, splitDigits, takeDigits } from './data/digits.js'
export { type IdxImages, parseIdxImages, parseIdxLabels } from './data/idx.js'
export { normalise, oneHot, standardise } from './data/preprocessing.js'
export type { LoadedDataset, LoadedFile, LoadOptions } from './data/sources/dataset.js'
export { loadMnist, locateMnist } from './data/sources/mnist.js'
export type { LoadProgress } from './data/sources/progress.js'
export { countLabels, meanDigits } from './data/statistics.js'
// Evaluation and figures
export { type Evaluation, evaluateProbabilities } from './evaluation/evaluate.js'
export { rankMistakes } from './evaluation/mistakes.js'
export { classCountsFigure } from './figures/classCounts.js'
export { comparisonFigure } from './figures/comparison.js'
export { confusionFigure } from './figures/confusion.js'
export { curvesFigure } from './figures/curves.js'
export { digitGridFigure } from './figures/digitGrid.js'
export { filtersFigure } from './figures/filters.js'
export { mistakesFigure } from './figures/mistakes.js'
export { embedFonts, svgToPng } from './figures/png.js'
export { samplesFigure } from './figures/samples.js'
// Handwriting
export { type PreparedDigit, prepareDigit } from './handwriting/digit.js'
export {
  type Candidate,
  type PreparedGlyph,
  type PreparedLine,
  type PreparedNumber,
  prepareNumber,
} from './handwriting/number.js'
export type { Box, GreyImage, Picture, Stage } from './handwriting/picture.js'
// Layers
export { activation } from './layers/activation.js'
export { type Activation, activationNames } from './layers/activations.js'
export { add } from './layers/add.js'
export { batchNormalization } from './layers/batchNormalization.js'
export { type LayerConfig, layerFrom } from './layers/catalogue.js'
export { concatenate } from './layers/concatenate.js'
export { conv2d } from './layers/conv2d.js'
export { conv2dTranspose } from './layers/conv2dTranspose.js'
export { dense } from './layers/dense.js'
export { depthwiseConv2d } from './layers/depthwiseConv2d.js'
export { dropout } from './layers/dropout.js'
export { flatten } from './layers/flatten.js'
export { globalAveragePool2d } from './layers/globalAveragePool2d.js'
export { globalMaxPool2d } from './layers/globalMaxPool2d.js'
export { type Initializer, initializerNames } from './layers/initializers.js'
export type { Layer, MergeLayer } from './layers/layer.js'
export { layerNormalization } from './layers/layerNormalization.js'
export { averagePool2d, maxPool2d } from './layers/pooling.js'
export type { Regularizer } from './layers/regularizers.js'
export { reshape } from './layers/reshape.js'
export { separableConv2d } from './layers/separableConv2d.js'
export { squeezeExcite } from './layers/squeezeExcite.js'
export { upSampling2d } from './layers/upSampling2d.js'
export { zeroPadding2d } from './layers/zeroPadding2d.js'
// Training and answering
export type { Classifier } from './model/classifier.js'
// Nets
export {
  type Configuration,
  networkFrom,
  parseConfiguration,
  type Recipe,
  readConfiguration,
} from './model/configuration.js'
export { type Model, type ModelOptions, model } from './model/model.js'
export type { ModelConfig } from './model/modelConfig.js'
export { readWeights } from './model/modelFile.js'
export type { PlacedLayer } from './model/placement.js'
export { type PresetName, preset, presetNames } from './model/presets.js'
export {
  createReader,
  type NumberReading,
  type ReadDigit,
  type Reader,
  type ReaderOptions,
  type Reading,
} from './model/reader.js'
export { type Sequential, type SequentialOptions, sequential } from './model/sequential.js'
export { summary } from './model/summary.js'
export { applyLayer, input, type SymbolicTensor } from './model/symbolicTensor.js'
export { loadClassifier, saveClassifier } from './node/classifier.js'
export { decodeImage } from './node/decodeImage.js'
export type { DecodedImage } from './node/decodePixels.js'
export { fit, type Trained, type TrainOptions } from './node/fit.js'
export type { ImageFile } from './node/imageFile.js'
export { loadReader } from './node/reader.js'
export { planRun, type RunOptions } from './runs/plan.js'
// Runs
export type { RecordedOptions, RunPlan, RunRecord, RunSeconds } from './runs/record.js'
export { type RunsReport, reportRuns } from './runs/reportRuns.js'
export type { RunBeginning, RunEvents } from './runs/run.js'
export { readRecord } from './runs/runFolder.js'
export { type RunResult, type RunTraining, resumeRun, trainRun } from './runs/trainRun.js'
export type { EpochRecord, StepProgress } from './training/history.js'
export type { OptimizerConfig } from './training/optimizers.js'
export type { ScheduleConfig } from './training/schedules.js'
