import * as v from 'valibot'
import { UsageError } from '../errors.js'
import { type Configuration, parseConfiguration } from '../model/configuration.js'
import { type PresetName, preset, presetNames } from '../model/presets.js'
import {
  expectObject,
  flag,
  oneOf,
  parseOptions,
  positive,
  positiveCount,
  positiveInteger,
  show,
  threadCount,
  wholeCount,
  wholeNumber,
} from '../options.js'
import type { Task } from '../task.js'
import type { AshaOptions } from './pruners/asha.js'
import type { MedianOptions } from './pruners/median.js'
import type { TpeOptions } from './samplers/tpe.js'
import { parseSpace, type SearchSpace } from './searchSpace.js'
import { type Direction, directions, type Measure, measures } from './trial.js'

/** What a study asks, every default filled in. */
export interface Study {
  readonly name: string
  /** What trial 0 is, and what the parameters of the others change. */
  readonly base: Configuration
  readonly preset?: PresetName
  readonly space: SearchSpace
  readonly objectives: readonly Objective[]
  /** Seeds that every trial is trained from: the same for all, so that trials are compared in pairs. */
  readonly seeds: readonly number[]
  /** Points of the search space to try, beside the base. */
  readonly trials: number
  /** No trial begins once the trainings have taken so long in all, in hours; null without an end. */
  readonly hours: number | null
  readonly sampler: SamplerConfig
  readonly pruner: PrunerConfig
  /** Of the sampler. */
  readonly seed: number
  /** Trials under way at a time: trial n is chosen by the results of the trials 0 … n − parallel. */
  readonly parallel: number
  /** Threads of a training: the weights depend on them. */
  readonly threads: number
  /** How many of the training images are used, the first ones; null where all are. */
  readonly limit: number | null
  readonly confirm: Confirmation
}

export interface Objective {
  readonly measure: Measure
  readonly direction: Direction
}

export type SamplerConfig =
  | { readonly kind: 'grid' }
  | { readonly kind: 'random' }
  | { readonly kind: 'sobol' }
  | ({ readonly kind: 'tpe' } & TpeOptions)

export type PrunerConfig =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'median' } & MedianOptions)
  | ({ readonly kind: 'asha' } & AshaOptions)

/** How the winners are measured again. */
export interface Confirmation {
  /** How many of the best trials; the base is measured with them. 0: none. */
  readonly top: number
  /** Seeds that no trial of the search has had. */
  readonly seeds: readonly number[]
}

/** Confirmation seeds begin here, far from those of a search. */
const FRESH_SEED = 1000

const seedsSchema = v.union(
  [positiveCount, v.pipe(v.array(wholeNumber), v.minLength(1))],
  'a count, or a list of whole numbers ≥ 0',
)

const schema = v.strictObject({
  name: v.pipe(
    v.string('a name'),
    v.regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,59}$/u, 'a name of up to 60 letters, digits, dots, dashes and underscores'),
  ),
  preset: v.optional(oneOf(presetNames)),
  configuration: v.optional(v.unknown()),
  dataset: v.optional(v.string('the name of a dataset, or a file or folder of your own')),
  asIs: v.optional(flag),
  data: v.optional(v.string('a folder')),
  space: v.optional(v.unknown(), {}),
  objectives: v.optional(v.pipe(v.array(v.unknown(), 'a list'), v.minLength(1, 'a list of at least one objective')), [
    { measure: 'validationAccuracy' },
  ]),
  seeds: v.optional(seedsSchema, 1),
  trials: v.optional(wholeCount),
  hours: v.optional(positive),
  sampler: v.optional(v.unknown(), 'random'),
  pruner: v.optional(v.unknown(), 'none'),
  seed: v.optional(wholeNumber, 0),
  parallel: v.optional(positiveInteger, 4),
  threads: v.optional(threadCount, 1),
  validation: v.optional(positiveCount),
  limit: v.optional(positiveInteger),
  confirm: v.optional(v.unknown(), {}),
})

const objectiveSchema = v.strictObject({
  measure: oneOf(measures),
  direction: v.optional(oneOf(directions)),
})

const confirmSchema = v.strictObject({ top: v.optional(wholeCount, 0), seeds: v.optional(seedsSchema, 5) })

const samplerSchemas = {
  grid: v.strictObject({ kind: v.literal('grid') }),
  random: v.strictObject({ kind: v.literal('random') }),
  sobol: v.strictObject({ kind: v.literal('sobol') }),
  tpe: v.strictObject({
    kind: v.literal('tpe'),
    startup: v.optional(positiveCount, 10),
    candidates: v.optional(positiveCount, 24),
  }),
}

const prunerSchemas = {
  none: v.strictObject({ kind: v.literal('none') }),
  median: v.strictObject({
    kind: v.literal('median'),
    startup: v.optional(positiveCount, 5),
    warmup: v.optional(wholeCount, 0),
  }),
  asha: v.strictObject({
    kind: v.literal('asha'),
    minStep: v.optional(positiveCount, 1),
    reductionFactor: v.optional(v.pipe(v.number('a number of at least 2'), v.minValue(2, 'a number of at least 2')), 3),
  }),
}

/**
 * Checks the keys of a study's file, as far as they can be without its data.
 *
 * @throws {UsageError} that names the option, what was expected and what was received
 */
export function expectStudyKeys(value: unknown): void {
  parseOptions('study', schema, value)
}

/**
 * Checks what a study's file holds, and fills in what it leaves out.
 *
 * @param value the parsed JSON
 * @param task what the data are of. Defaults to MNIST's digits.
 * @throws {UsageError} that names the option, what was expected and what was received; an unknown key, with all that are allowed
 * @example parseStudy({ name: 'fast', preset: 'fast', seeds: 10 })
 */
export function parseStudy(value: unknown, task?: Task): Study {
  const options = parseOptions('study', schema, value)
  const { name, seed, parallel, threads, hours = null, limit = null } = options
  const space = parseSpace(options.space)
  const objectives = options.objectives.map(parseObjective)
  const sampler = parseKind('sampler', samplerSchemas, options.sampler) as SamplerConfig
  const pruner = parseKind('pruner', prunerSchemas, options.pruner) as PrunerConfig
  if (pruner.kind !== 'none' && (objectives.length > 1 || objectives[0]!.measure === 'parameters'))
    throw new UsageError(
      `study: expected one objective that is measured while a net is trained, for a pruner; received ${objectives.map(({ measure }) => measure).join(', ')}`,
    )
  const trials =
    options.trials ?? (space.length === 0 ? 0 : sampler.kind === 'grid' ? Number.MAX_SAFE_INTEGER : undefined)
  if (trials === undefined)
    throw new UsageError('study: expected trials, the number of points to try, which is missing')
  if (space.length === 0 && trials > 0)
    throw new UsageError(`study: expected a space for ${trials} trials, received none`)
  const seeds = seedsFrom(options.seeds, 0)
  return {
    name,
    ...baseOf(options, task),
    space,
    objectives,
    seeds,
    trials,
    hours,
    sampler,
    pruner,
    seed,
    parallel,
    threads,
    limit,
    confirm: parseConfirmation(options.confirm, seeds),
  }
}

function baseOf(
  {
    preset: name,
    configuration,
    validation,
  }: { preset?: PresetName | undefined; configuration?: unknown; validation?: number | undefined },
  task: Task | undefined,
): Pick<Study, 'base' | 'preset'> {
  if ((name === undefined) === (configuration === undefined))
    throw new UsageError(
      `study: expected a preset or a configuration, received ${name === undefined ? 'neither' : 'both'}`,
    )
  const base = name === undefined ? parseConfiguration(configuration, task) : preset(name, task)
  const training = { ...base.training, ...(validation !== undefined && { validation }) }
  if (training.validation === 0)
    throw new UsageError(
      'study: expected validation, the training images that are held out, to be a positive integer; received 0',
    )
  return { base: { ...base, training }, ...(name !== undefined && { preset: name }) }
}

function parseObjective(value: unknown): Objective {
  const { measure, direction } = parseOptions('objectives', objectiveSchema, value)
  return { measure, direction: direction ?? (measure === 'validationAccuracy' ? 'maximize' : 'minimize') }
}

/** An object with a kind, or the kind alone where the defaults do. */
function parseKind<K extends string>(
  owner: string,
  schemas: Readonly<Record<K, v.StrictObjectSchema<v.ObjectEntries, undefined>>>,
  value: unknown,
): unknown {
  const options = typeof value === 'string' ? { kind: value } : value
  expectObject(owner, options)
  const { kind } = options as { kind?: unknown }
  if (typeof kind !== 'string' || !Object.hasOwn(schemas, kind))
    throw new UsageError(
      `${owner}: expected kind to be one of ${Object.keys(schemas).join(', ')}, received ${show(kind)}`,
    )
  return parseOptions(owner, schemas[kind as K], options)
}

function parseConfirmation(value: unknown, searched: readonly number[]): Confirmation {
  const { top, seeds } = parseOptions('confirm', confirmSchema, value)
  const fresh = seedsFrom(seeds, FRESH_SEED)
  const known = fresh.find(seed => searched.includes(seed))
  if (known !== undefined)
    throw new UsageError(`confirm: expected seeds that the search does not have, received ${known}`)
  return { top, seeds: fresh }
}

function seedsFrom(seeds: number | readonly number[], first: number): readonly number[] {
  if (typeof seeds === 'number') return Array.from({ length: seeds }, (_, index) => first + index)
  if (new Set(seeds).size < seeds.length)
    throw new UsageError(`study: expected different seeds, received ${show(seeds)}`)
  return seeds
}
