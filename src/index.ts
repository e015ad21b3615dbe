import './node/requireNode.js'

// Data
export { croissantOf } from './data/croissant.js'
export type { Dataset, DatasetFile, DatasetPart, Part, ReadPart } from './data/dataset.js'
export { datasetNamed, datasetNames } from './data/datasets/catalog.js'
export { type Digits, type NamedBytes, selectDigits, splitDigits, takeDigits } from './data/digits.js'
export { encodeIdxImages, encodeIdxLabels, type IdxImages, parseIdxImages, parseIdxLabels } from './data/idx.js'
export type { Duplicates } from './data/own/duplicates.js'
export { normalize, oneHot, standardize } from './data/preprocessing.js'
export { type LoadedDataset, type LoadedFile, type LoadOptions, loadDataset } from './data/sources/dataset.js'
export type { InstalledPackage, Source } from './data/sources/find.js'
export { loadMnist, locateMnist } from './data/sources/mnist.js'
export type { LoadProgress, OnProgress } from './data/sources/progress.js'
export { loadTaskFolder } from './data/sources/taskFolder.js'
export { countLabels, meanDigits } from './data/statistics.js'
// Errors
export * from './errors.js'
// Evaluation and figures
export type { ClassEvaluation } from './evaluation/confusion.js'
export { type Evaluation, evaluateProbabilities } from './evaluation/evaluate.js'
export type { McNemar } from './evaluation/mcnemar.js'
export { type Mistake, rankMistakes } from './evaluation/mistakes.js'
export { type ClassCountsOptions, classCountsFigure } from './figures/classCounts.js'
export { comparisonFigure, type NamedHistory } from './figures/comparison.js'
export { type ConfusionOptions, confusionFigure } from './figures/confusion.js'
export { type ContactSheetImages, type ContactSheetOptions, contactSheetFigure } from './figures/contactSheet.js'
export { type CurvesOptions, curvesFigure } from './figures/curves.js'
export { type DigitGridOptions, digitGridFigure, type LabeledDigits } from './figures/digitGrid.js'
export type { Digits as FigureDigits, Images } from './figures/digits.js'
export { type Filters, type FiltersOptions, filtersFigure } from './figures/filters.js'
export type { CurveMeasures, EpochMeasures, MeasuredCurve } from './figures/learningCurve.js'
export {
  type Mistake as DrawnMistake,
  type Mistakes,
  type MistakesOptions,
  mistakesFigure,
} from './figures/mistakes.js'
export { embedFonts, svgToPng } from './figures/png.js'
export { type MeasuredCondition, type MeasuredModel, robustnessFigure } from './figures/robustness.js'
export { type Samples, type SamplesOptions, samplesFigure } from './figures/samples.js'
export type { FigureOptions } from './figures/svg.js'
export * from './fitting.js'
// Formats of other frameworks
export type { Imported, ImportOptions } from './interop/assemble.js'
export { ensemble } from './interop/ensemble.js'
export { importModel } from './interop/importModel.js'
export { exportKeras } from './interop/keras/writeKeras.js'
export { exportNpz } from './interop/numpy/writeNpz.js'
export { type PixelRange, pixelRanges } from './interop/pixels.js'
export { exportTorch } from './interop/torch/writeTorch.js'
// Training and answering
export type { Classifier } from './model/classifier.js'
export {
  type Configuration,
  parseConfiguration,
  type Recipe,
  readConfiguration,
} from './model/configuration.js'
export { createFinder, type Finder, type Search } from './model/finder.js'
export type { ExportMetadata, ModelMetadata } from './model/metadata.js'
export { readTrainedNetwork, readWeights } from './model/modelFile.js'
export { type PresetName, preset, presetNames } from './model/presets.js'
export {
  createReader,
  type NumberReading,
  type ReadDigit,
  type Reader,
  type ReaderOptions,
  type Reading,
  type ReadSeparator,
} from './model/reader.js'
// Layers and models
export * from './networks.js'
export { loadClassifier, type NamedModel, saveClassifier } from './node/classifier.js'
export { decodeImage } from './node/decodeImage.js'
export type { DecodedImage } from './node/decodePixels.js'
export { loadFinder } from './node/finder.js'
export { fit, type Trained, type TrainOptions } from './node/fit.js'
export type { ImageFile } from './node/imageFile.js'
export { imagePixels } from './node/imagePixels.js'
export { type DataOptions, type OpenedData, openData } from './node/openData.js'
export { type OwnData, type OwnDataOptions, openOwnData } from './node/ownData/openOwnData.js'
export { loadReader } from './node/reader.js'
// Integers of 8 bits
export { type ExportCOptions, exportC } from './quantize/c/exportC.js'
export { exportQuantized } from './quantize/exportQuantized.js'
export type { FixedPoint } from './quantize/fixedPoint.js'
export type {
  MapShape,
  Planned,
  PlannedArithmetic,
  PlannedConvolution,
  PlannedCropping,
  PlannedElementwise,
  PlannedGlobalAverage,
  PlannedInput,
  PlannedJoining,
  PlannedOperation,
  PlannedPadding,
  PlannedPooling,
  PlannedReordering,
  QuantizationPlan,
  WindowPlan,
} from './quantize/plan.js'
export { predictQuantized, probabilitiesOf } from './quantize/predictQuantized.js'
export {
  type QuantizationAwareTrainingOptions,
  quantizationAwareTraining,
} from './quantize/quantizationAwareTraining.js'
export {
  LOGIT_BITS,
  type Quantized,
  type QuantizedArithmetic,
  type QuantizedConvolution,
  type QuantizedCopy,
  type QuantizedElementwise,
  type QuantizedGlobalAverage,
  type QuantizedInput,
  type QuantizedModel,
  type QuantizedOperation,
  type QuantizedPooling,
} from './quantize/quantizedModel.js'
export { type QuantizeOptions, quantizeModel } from './quantize/quantizeModel.js'
export type { ResultScale } from './quantize/scales.js'
export { scoresOf } from './quantize/scores.js'
export type { GrayLevels } from './reading/grayLevels.js'
// Handwriting
export type { Box, GrayImage, Picture, Plane, Stage } from './reading/picture.js'
export type { Separator } from './reading/places.js'
export { type PreparedPicture, preparePicture } from './reading/prepare.js'
export type { SeparatorSighting } from './reading/separators.js'
export type { Found, Sighting } from './reading/sightings.js'
export type { FitControls } from './recipe/trainByRecipe.js'
// Robustness
export { corruptImages, corruptionNamed, corruptions } from './robustness/corruptions/catalog.js'
export type { Corruption, GrayValues } from './robustness/corruptions/corruption.js'
export {
  type ConditionResult,
  type MeasureSuiteOptions,
  type ModelResult,
  measureSuite,
  type SuiteResult,
} from './robustness/measureSuite.js'
export type { Condition, ConditionExamples, LossGradient, Predictor, Suite, SuiteOptions } from './robustness/suite.js'
export { type SuiteName, suites } from './robustness/suites/catalog.js'
// Runs
export { cardOfRuns } from './runs/cardOfRuns.js'
export type { Environment } from './runs/environment.js'
export { mlflowLogger } from './runs/loggers/mlflowLogger.js'
export type { LoggerName } from './runs/loggers/openLog.js'
export type { LoggedEpoch, LoggedRun, LoggedSteps, LoggedTest, RunLogger } from './runs/loggers/runLogger.js'
export { tensorboardLogger } from './runs/loggers/tensorboardLogger.js'
export { measureModels, type SuiteMeasurement } from './runs/measureModels.js'
export { planRun, type RunOptions } from './runs/plan.js'
export type {
  RecordedData,
  RecordedOptions,
  RecordedStart,
  RunPlan,
  RunRecord,
  RunSeconds,
  TestReading,
} from './runs/record.js'
export type { CurveColumns, RecordedCurve } from './runs/recordedCurve.js'
export { type ReportRunsOptions, type RunsReport, reportRuns } from './runs/reportRuns.js'
export type { RunBeginning, RunEvents } from './runs/run.js'
export { readRecord } from './runs/runFolder.js'
export type { StartingModel } from './runs/startingModel.js'
export { type RunResult, type RunTraining, resumeRun, trainRun } from './runs/trainRun.js'
export { type Device, type DeviceName, deviceNames } from './runtime/devices.js'
export type { Augmentation } from './training/augmentation.js'
export type { Disturbances } from './training/disturbances.js'
