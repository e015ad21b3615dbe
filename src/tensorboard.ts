// Files of events for TensorBoard, from any program in Node: no network, no Python, and nothing else of this library.
export { DataError, type ErrorCode, type ErrorDetails, type LibraryError, UsageError } from './errors.js'
export { createEventWriter, cutEvents, type EventWriter } from './node/eventWriter.js'
export { encodeEvent, encodeFileVersion, stepOfEvent, type TensorBoardEvent } from './tracking/tensorboard/event.js'
export {
  type HyperParameterMetric,
  type HyperParameters,
  hparamsEndSummary,
  hparamsSummaries,
} from './tracking/tensorboard/hparams.js'
export { prCurveSummary } from './tracking/tensorboard/prCurve.js'
export { histogramSummary, imageSummary, scalarSummary, textSummary } from './tracking/tensorboard/summaries.js'
export type { DataClass, SummaryTensor, SummaryValue } from './tracking/tensorboard/summaryValue.js'
export { decodeTfRecords, encodeTfRecord, type TfRecord } from './tracking/tensorboard/tfRecord.js'
