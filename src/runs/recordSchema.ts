import * as v from 'valibot'
import { DataError } from '../errors.js'
import { networkFrom, parseConfiguration } from '../model/configuration.js'
import { currentConfiguration, currentTraining } from '../model/earlierNames.js'
import {
  expectShape,
  finite,
  flag,
  notNegative,
  oneOf,
  positiveCount,
  positiveInteger,
  show,
  threadCount,
  wholeCount,
  wholeNumber,
} from '../options.js'
import { deviceNames } from '../runtime/devices.js'
import type { Task } from '../task.js'
import type { RunRecord } from './record.js'
import { recordedCurveSchema } from './recordedCurve.js'

// What a run.json must hold for others to rely on it. Fields that it does not know are left alone: a later version may
// write more.

/** A terminal obeys control characters, and a record may come from anywhere. */
const text = v.pipe(v.string('a text'), v.regex(/^\P{Cc}*$/u, 'a text without control characters'))
const dateAndTime = v.pipe(
  text,
  v.check(value => !Number.isNaN(Date.parse(value)), 'a date and time, ISO 8601'),
)
const object = <T extends v.ObjectEntries>(entries: T) => v.looseObject(entries, 'an object')
const fraction = v.pipe(
  v.number('a fraction in [0, 1]'),
  v.check(value => value >= 0 && value <= 1, 'a fraction in [0, 1]'),
)
const statuses = ['running', 'interrupted', 'failed', 'finished'] as const
const seconds = v.nullable(notNegative)
/** JSON writes a number that is not finite as null. */
const measured = v.nullable(finite)
const evaluationSchema = (classes: number) => {
  const oneEach = <T extends v.GenericSchema>(item: T, expected: string) =>
    v.pipe(v.array(item, expected), v.length(classes, expected))
  return object({
    count: positiveInteger,
    correct: wholeNumber,
    accuracy: fraction,
    loss: notNegative,
    interval95: v.tuple([fraction, fraction], 'two fractions, low and high'),
    confusion: oneEach(oneEach(wholeNumber, `a row of ${classes} counts`), `${classes} rows of ${classes} counts`),
    perClass: oneEach(
      object({ label: wholeNumber, support: wholeNumber, precision: fraction, recall: fraction, f1: fraction }),
      `a list of ${classes} classes`,
    ),
  })
}

/** The form that records are written in. */
export const FORMAT_VERSION = 3

const recordSchema = object({
  formatVersion: v.optional(
    v.pipe(
      positiveInteger,
      v.check(value => value <= FORMAT_VERSION, `at most ${FORMAT_VERSION}, or a later version of this package`),
    ),
  ),
  version: text,
  status: oneOf(statuses),
  started: dateAndTime,
  name: text,
  preset: v.optional(text),
  from: v.optional(object({ file: text, sha256: text, newHead: v.optional(flag) })),
  seed: wholeNumber,
  command: text,
  model: v.record(v.string(), v.unknown(), 'a net'),
  options: object({
    epochs: positiveCount,
    batchSize: positiveCount,
    validation: wholeCount,
    limit: v.nullable(positiveInteger),
    threads: threadCount,
    device: v.optional(oneOf(deviceNames)),
  }),
  environment: object({ node: text, onnxruntime: text, platform: text, processor: text, cores: positiveInteger }),
  data: object({
    digests: v.record(v.string(), text, 'SHA-256 digests by file'),
    dataset: v.optional(text),
    asIs: v.optional(flag),
  }),
  device: v.optional(object({ name: oneOf(deviceNames), reason: v.optional(text) })),
  log: v.optional(v.array(text, 'a list of names')),
  parameters: wholeNumber,
  history: v.array(
    object({
      epoch: positiveInteger,
      seconds: notNegative,
      trainLoss: measured,
      trainAccuracy: v.nullable(fraction),
      validationLoss: measured,
      validationAccuracy: v.nullable(fraction),
      learningRate: notNegative,
    }),
    'a list of epochs',
  ),
  curve: v.optional(recordedCurveSchema),
  testReadings: v.optional(v.array(object({ at: dateAndTime, epoch: wholeCount }), 'a list of readings')),
  test: v.unknown(),
  seconds: v.nullable(
    object({
      data: seconds,
      compile: seconds,
      train: seconds,
      evaluate: seconds,
      figures: seconds,
      total: seconds,
    }),
  ),
})

/**
 * Reads the text of a run.json.
 *
 * @throws Error that names the field, what was expected and what was received
 */
export function parseRecord(content: string): RunRecord {
  const data = currentRecord(parseJson(content))
  expectShape(recordSchema, data, 'the record of a run')
  const record = data as unknown as RunRecord
  const { classes } = taskOf(record)
  expectShape(
    v.object({ test: v.nullable(evaluationSchema(classes.length)) }, 'an object'),
    data,
    'the record of a run',
  )
  return record
}

/** What the net of a record classifies. */
function taskOf({ model, options: { threads, limit, device, ...training } }: RunRecord): Task {
  try {
    const configuration = parseConfiguration({ ...model, training })
    networkFrom(configuration)
    return configuration.task
  } catch (error) {
    throw new DataError(`expected model and options to be those of a net (${(error as Error).message})`, {
      cause: error,
    })
  }
}

/** By today's names of options. */
function currentRecord(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data
  const { model, options } = data as { readonly model?: unknown; readonly options?: unknown }
  return {
    ...data,
    ...(model !== undefined && { model: currentConfiguration(model) }),
    ...(options !== undefined && { options: currentTraining(options) }),
  }
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new DataError(`expected JSON, received ${show(content.slice(0, 40))} (${(error as Error).message})`, {
      cause: error,
    })
  }
}
