import { PbfWriter } from 'pbf'
import type { SummaryValue } from './summaryValue.js'

// Field numbers are those of plugin_data.proto and api.proto of TensorBoard's plugin hparams.

/** Hyperparameters by name. */
export type HyperParameters = Readonly<Record<string, number | string | boolean>>

/** A metric that the table of hyperparameters shows beside them. */
export interface HyperParameterMetric {
  /** Tag of a scalar. */
  readonly tag: string
  /** Folder of its events, relative to that of the hyperparameters. Defaults to the same folder. */
  readonly group?: string
  /** What the column is called. Defaults to the tag. */
  readonly name?: string
}

const types = { string: 1, boolean: 2, number: 3 } as const
const statuses = { success: 1, failure: 2, running: 3 } as const

/**
 * Hyperparameters of a training, and which metrics are to be shown beside them: the first value of a folder of events.
 *
 * @param start.startTime in seconds since 1970
 * @param start.metrics Defaults to none.
 * @example hparamsSummaries({ hparams: { epochs: 3 }, metrics: [{ tag: 'accuracy', group: 'test' }], startTime: Date.now() / 1000 })
 */
export function hparamsSummaries(start: {
  readonly hparams: HyperParameters
  readonly metrics?: readonly HyperParameterMetric[]
  readonly startTime: number
}): SummaryValue[] {
  const { hparams, metrics = [], startTime } = start
  return [
    summary('experiment', 2, pbf => {
      for (const [name, value] of Object.entries(hparams))
        pbf.writeMessage(4, writeHyperParameter, { name, type: types[typeof value as keyof typeof types] })
      for (const metric of metrics) pbf.writeMessage(5, writeMetric, metric)
    }),
    summary('session_start_info', 3, pbf => {
      for (const [name, value] of Object.entries(hparams)) pbf.writeMessage(1, writeEntry, { name, value })
      pbf.writeDoubleField(5, startTime)
    }),
  ]
}

/**
 * How a training with hyperparameters has ended: the last value of a folder of events.
 *
 * @param end.endTime in seconds since 1970
 * @example hparamsEndSummary({ status: 'success', endTime: Date.now() / 1000 })
 */
export function hparamsEndSummary(end: {
  readonly status: 'success' | 'failure' | 'running'
  readonly endTime: number
}): SummaryValue {
  return summary('session_end_info', 4, pbf => {
    pbf.writeVarintField(1, statuses[end.status])
    pbf.writeDoubleField(2, end.endTime)
  })
}

function summary(name: string, field: number, write: (pbf: PbfWriter) => void): SummaryValue {
  const content = new PbfWriter()
  content.writeMessage(field, (_, pbf) => write(pbf), undefined)
  return {
    tag: `_hparams_/${name}`,
    tensor: { shape: [1], data: Float32Array.of(0) }, // all is in the content
    plugin: 'hparams',
    content: content.finish(),
    dataClass: 'tensor',
  }
}

function writeHyperParameter({ name, type }: { name: string; type: number }, pbf: PbfWriter): void {
  pbf.writeStringField(1, name)
  pbf.writeVarintField(4, type)
}

function writeMetric({ tag, group = '', name }: HyperParameterMetric, pbf: PbfWriter): void {
  pbf.writeMessage(
    1,
    (_, metric) => {
      metric.writeStringField(1, group)
      metric.writeStringField(2, tag)
    },
    undefined,
  )
  if (name !== undefined) pbf.writeStringField(3, name)
}

/** An entry of a map to google.protobuf.Value. */
function writeEntry({ name, value }: { name: string; value: HyperParameters[string] }, pbf: PbfWriter): void {
  pbf.writeStringField(1, name)
  pbf.writeMessage(
    2,
    (_, message) => {
      if (typeof value === 'number') message.writeDoubleField(2, value)
      else if (typeof value === 'string') message.writeStringField(3, value)
      else message.writeBooleanField(4, value)
    },
    undefined,
  )
}
