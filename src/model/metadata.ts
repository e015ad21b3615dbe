import * as v from 'valibot'
import { parseOptions, positive, wholeNumber } from '../options.js'
import { defineTask, mnistTask, type Task } from '../task.js'
import { earlierMetadataKeys } from './earlierNames.js'
import type { ModelConfig } from './modelConfig.js'

/** Metadata that `exportModel` writes beside the graph. */
export interface ExportMetadata {
  /** The preset that it was trained by, if one. */
  readonly preset?: string
  readonly seed?: number
  /** Accuracy on the test images, in [0, 1]. */
  readonly accuracy?: number
  /** Its probabilities are the softmax of logits divided by this. Defaults to 1. */
  readonly temperature?: number
  /** A prediction whose confidence lies below this is rejected: no digit, or too uncertain. */
  readonly rejectThreshold?: number
  /** SHA-256 of the data that it was trained and tested on, by file. */
  readonly digests?: Readonly<Record<string, string>>
}

/** The metadata of a model file. */
export interface ModelMetadata extends ExportMetadata {
  /** What it classifies: what the file says, or else MNIST's digits. */
  readonly task: Task
  /** Names of the classes. */
  readonly classes: readonly string[]
  /** The net, where this project wrote the file. */
  readonly configuration?: ModelConfig
}

const shortText = v.pipe(v.string('a text'), v.maxLength(100, 'a text of at most 100 characters'))
const probability = v.pipe(
  v.number('a number in [0, 1]'),
  v.check(value => value >= 0 && value <= 1, 'a number in [0, 1]'),
)

const schema = v.strictObject({
  preset: v.optional(shortText),
  seed: v.optional(wholeNumber),
  accuracy: v.optional(probability),
  temperature: v.optional(positive),
  rejectThreshold: v.optional(probability),
  digests: v.optional(v.record(shortText, shortText, 'digests by file')),
})

/** Characters that a text of metadata may have: a net of a thousand layers takes a tenth of them. */
const MAX_LENGTH = 1e6

/**
 * Makes sure that metadata are what a model file may say of itself.
 *
 * @throws Error that names what is out of range
 */
function expectMetadata(metadata: ExportMetadata): void {
  const { preset, seed, accuracy, temperature, rejectThreshold, digests } = metadata
  parseOptions('metadata', schema, { preset, seed, accuracy, temperature, rejectThreshold, digests })
}

/**
 * Metadata as a model file holds them, texts by name.
 *
 * @param task what the model classifies, if it is a classifier
 * @param configuration the net, where the model has its weights by their names
 * @throws {UsageError} if something is out of range in the metadata
 */
export function metadataTexts(
  metadata: ExportMetadata,
  task: Task | undefined,
  configuration?: ModelConfig,
): Record<string, string> {
  expectMetadata(metadata)
  const { preset, seed, accuracy, temperature, rejectThreshold, digests } = metadata
  const { classes } = task ?? {}
  const values = { task, classes, preset, seed, accuracy, temperature, rejectThreshold, digests, configuration }
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}

/** The metadata of a model file. A foreign model may use the same keys for something else: what has not the right form is left out. */
export function readMetadata(texts: Readonly<Record<string, string>>): ExportMetadata {
  const entries = Object.entries(schema.entries).flatMap(([key, entry]) => {
    const text = texts[key] ?? texts[earlierMetadataKeys[key] ?? key]
    const { success, output } = v.safeParse(entry, key === 'preset' ? text : parseText(text))
    return success && output !== undefined ? [[key, output]] : []
  })
  return Object.fromEntries(entries)
}

/** The task that a model file carries; MNIST's digits where it carries none, as the files of others and of earlier versions do. */
export function readTask(text: string | undefined): Task {
  try {
    return defineTask(parseText(text))
  } catch {
    return mnistTask
  }
}

/** The names of the classes; undefined where there are not as many as the task has. */
export function readClasses(text: string | undefined, { classes }: Task): readonly string[] | undefined {
  const { success, output } = v.safeParse(v.pipe(v.array(shortText), v.length(classes.length)), parseText(text))
  return success ? output : undefined
}

/** The value that a text of metadata is the JSON of; undefined where it is none, or longer than any of ours. */
export function parseText(text = ''): unknown {
  if (text.length > MAX_LENGTH) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
