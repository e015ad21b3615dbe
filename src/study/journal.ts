import * as v from 'valibot'
import { DataError } from '../errors.js'
import { expectShape, finite, show, wholeNumber } from '../options.js'
import type { Distribution, Label, Params } from './searchSpace.js'
import type { Direction } from './trial.js'

// The journal of a study is a file of Optuna's JournalStorage: a line of JSON for each operation, in the order in which they count.
// Source: optuna/storages/journal/_storage.py of Optuna 5.0, JournalOperation and JournalStorageReplayResult. Optuna itself reads it,
// adds to it and shows it; what it added is read here.

/** Operations, by Optuna's numbers. */
const CREATE_STUDY = 0
const DELETE_STUDY = 1
const SET_STUDY_USER_ATTR = 2
const SET_STUDY_SYSTEM_ATTR = 3
const CREATE_TRIAL = 4
const SET_TRIAL_PARAM = 5
const SET_TRIAL_STATE_VALUES = 6
const SET_TRIAL_INTERMEDIATE_VALUE = 7
const SET_TRIAL_USER_ATTR = 8
const SET_TRIAL_SYSTEM_ATTR = 9
/** Of another implementation; Optuna passes over it. */
const DISCARD_TRIALS = 10

/** States of a trial, in the order of Optuna's numbers. */
const states = ['running', 'complete', 'pruned', 'failed', 'waiting'] as const
export type JournalState = (typeof states)[number]

/** An operation as it is to be written, without who writes it. */
export type Entry = Readonly<Record<string, unknown>> & { readonly op_code: number }

/** A trial as the journal tells of it. */
export interface JournalTrial {
  /** By which entries name it: unique in the file. */
  readonly id: number
  /** From 0, in the study. */
  readonly number: number
  readonly state: JournalState
  readonly params: Params
  readonly values: readonly number[]
  readonly steps: ReadonlyMap<number, number>
  readonly attributes: Readonly<Record<string, unknown>>
  /** Date and time, ISO 8601; null where it has not begun, or has not ended. */
  readonly started: string | null
  readonly ended: string | null
}

/** A study as the journal tells of it. */
export interface JournalStudy {
  readonly id: number
  readonly name: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly trials: readonly JournalTrial[]
}

const OPTUNA_DIRECTIONS: Readonly<Record<Direction, number>> = { minimize: 1, maximize: 2 }

/** Begins a study. */
export function createStudy(name: string, goals: readonly Direction[]): Entry {
  return { op_code: CREATE_STUDY, study_name: name, directions: goals.map(goal => OPTUNA_DIRECTIONS[goal]) }
}

export function setStudyAttribute(study: number, name: string, value: unknown): Entry {
  return { op_code: SET_STUDY_USER_ATTR, study_id: study, user_attr: { [name]: value } }
}

/** Says what the objectives are called, for Optuna's tables and plots. */
export function nameObjectives(study: number, names: readonly string[]): Entry {
  return { op_code: SET_STUDY_SYSTEM_ATTR, study_id: study, system_attr: { 'study:metric_names': names } }
}

/** What a trial begins with. */
export interface NewTrial {
  readonly params: Params
  /** Of the parameters that are in `params`. */
  readonly distributions: Readonly<Record<string, Distribution>>
  readonly attributes: Readonly<Record<string, unknown>>
  /** `failed` where it cannot be trained. Defaults to `running`. */
  readonly state?: JournalState
}

/** Begins a trial, in one line: so that it is there as a whole or not at all. */
export function createTrial(
  study: number,
  { params, distributions, attributes, state = 'running' }: NewTrial,
  now: Date,
): Entry {
  const time = now.toISOString()
  return {
    op_code: CREATE_TRIAL,
    study_id: study,
    datetime_start: time,
    ...(state === 'failed' && { datetime_complete: time }),
    state: states.indexOf(state),
    value: null,
    values: null,
    distributions: Object.fromEntries(
      Object.entries(distributions).map(([path, distribution]) => [path, JSON.stringify(toOptuna(distribution))]),
    ),
    params: Object.fromEntries(
      Object.entries(params).map(([path, label]) => [path, internalValue(distributions[path]!, label)]),
    ),
    user_attrs: attributes,
    system_attrs: {},
    intermediate_values: {},
  }
}

export function setTrialAttribute({ id }: Pick<JournalTrial, 'id'>, name: string, value: unknown): Entry {
  return { op_code: SET_TRIAL_USER_ATTR, trial_id: id, user_attr: { [name]: value } }
}

export function reportStep({ id }: Pick<JournalTrial, 'id'>, step: number, value: number): Entry {
  return { op_code: SET_TRIAL_INTERMEDIATE_VALUE, trial_id: id, step, intermediate_value: value }
}

/** Ends a trial, for good. */
export function endTrial(
  { id }: Pick<JournalTrial, 'id'>,
  state: 'complete' | 'pruned' | 'failed',
  values: readonly number[],
  now: Date,
): Entry {
  return {
    op_code: SET_TRIAL_STATE_VALUES,
    trial_id: id,
    state: states.indexOf(state),
    values: values.length === 0 ? null : values,
    datetime_complete: now.toISOString(),
  }
}

function toOptuna(distribution: Distribution): object {
  if (distribution.kind === 'categorical')
    return { name: 'CategoricalDistribution', attributes: { choices: distribution.labels } }
  const { kind, low, high, log, step = kind === 'integer' ? 1 : null } = distribution
  return { name: kind === 'integer' ? 'IntDistribution' : 'FloatDistribution', attributes: { step, low, high, log } }
}

function internalValue(distribution: Distribution, label: Label): number {
  return distribution.kind === 'categorical' ? distribution.labels.indexOf(label) : (label as number)
}

/** Makes of Optuna's number of a value the value. */
function externalValue(distribution: string, value: number): Label {
  const { name, attributes } = JSON.parse(distribution) as {
    readonly name: string
    readonly attributes: { readonly choices?: readonly Label[] }
  }
  return name === 'CategoricalDistribution' ? attributes.choices![value]! : value
}

/** What the studies of a journal are, line by line. */
export interface Replay {
  /** Takes the next line. */
  apply(line: string): void
  /** The names of the studies, the first one first. */
  names(): string[]
  /** A study by its name; undefined where there is none. */
  study(name: string): JournalStudy | undefined
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type MutableTrial = Mutable<JournalTrial>
type MutableStudy = Mutable<JournalStudy> & { trials: MutableTrial[] }

const operationSchema = v.looseObject(
  {
    op_code: wholeNumber,
    study_id: v.optional(wholeNumber),
    trial_id: v.optional(wholeNumber),
    study_name: v.optional(v.string('a text')),
    step: v.optional(v.number('a number')),
    state: v.optional(v.picklist([0, 1, 2, 3, 4], 'a state from 0 to 4')),
    values: v.nullish(v.array(finite, 'a list of numbers')),
    value: v.nullish(finite),
  },
  'an object',
)

type Operation = v.InferOutput<typeof operationSchema>

/**
 * Reads a journal from its beginning. Entries of other studies of the file, and what Optuna ignores, are passed over as Optuna does.
 */
export function createReplay(): Replay {
  const studies = new Map<number, MutableStudy>()
  const trials: (MutableTrial & { study: number })[] = []
  let created = 0

  function apply(line: string): void {
    const operation = parseOperation(line)
    const study = operation.study_id === undefined ? undefined : studies.get(operation.study_id)
    const trial = operation.trial_id === undefined ? undefined : trials[operation.trial_id]
    switch (operation.op_code) {
      case CREATE_STUDY: {
        const name = operation.study_name ?? ''
        if ([...studies.values()].some(other => other.name === name)) return
        studies.set(created, { id: created, name, attributes: {}, trials: [] })
        created++
        return
      }
      case DELETE_STUDY:
        studies.delete(operation.study_id!)
        return
      case SET_STUDY_USER_ATTR:
        if (study) study.attributes = { ...study.attributes, ...(operation.user_attr as object) }
        return
      case CREATE_TRIAL: {
        if (!study) return
        const next = newTrial(trials.length, study.trials.length, operation)
        trials.push(Object.assign(next, { study: study.id }))
        study.trials.push(next)
        return
      }
      case SET_STUDY_SYSTEM_ATTR:
      case SET_TRIAL_SYSTEM_ATTR:
      case DISCARD_TRIALS:
        return
      default:
        if (trial && (trial.state === 'running' || trial.state === 'waiting')) changeTrial(trial, operation)
    }
  }

  return {
    apply,
    names: () => [...studies.values()].map(({ name }) => name),
    study: name => [...studies.values()].find(study => study.name === name),
  }
}

function parseOperation(line: string): Operation {
  try {
    const operation: unknown = JSON.parse(line)
    expectShape(operationSchema, operation, 'an operation')
    return operation
  } catch (error) {
    throw new DataError(
      `expected an operation of Optuna's journal, received ${show(line)} (${(error as Error).message})`,
      { cause: error },
    )
  }
}

function newTrial(id: number, number: number, operation: Operation): MutableTrial {
  const distributions = (operation.distributions ?? {}) as Record<string, string>
  const params = Object.entries((operation.params ?? {}) as Record<string, number>)
  const steps = Object.entries((operation.intermediate_values ?? {}) as Record<string, number>)
  return {
    id,
    number,
    state: states[operation.state ?? 0]!,
    params: Object.fromEntries(params.map(([path, value]) => [path, externalValue(distributions[path]!, value)])),
    values: valuesOf(operation),
    steps: new Map(steps.map(([step, value]) => [Number(step), value])),
    attributes: (operation.user_attrs ?? {}) as Record<string, unknown>,
    started: (operation.datetime_start as string | null | undefined) ?? null,
    ended: (operation.datetime_complete as string | null | undefined) ?? null,
  }
}

const valuesOf = ({ value, values }: Operation) => values ?? (typeof value === 'number' ? [value] : [])

/** A trial that has ended stays as it is. */
function changeTrial(trial: MutableTrial, operation: Operation): void {
  const { op_code, state, step } = operation
  if (op_code === SET_TRIAL_PARAM) {
    const { param_name, param_value_internal, distribution } = operation as Record<string, unknown>
    const value = externalValue(distribution as string, param_value_internal as number)
    trial.params = { ...trial.params, [param_name as string]: value }
  } else if (op_code === SET_TRIAL_STATE_VALUES) {
    trial.state = states[state!]!
    if (operation.values) trial.values = operation.values
    if (trial.state !== 'running' && trial.state !== 'waiting')
      trial.ended = (operation.datetime_complete as string | undefined) ?? null
  } else if (op_code === SET_TRIAL_INTERMEDIATE_VALUE) {
    const value = operation.intermediate_value
    if (typeof value === 'number') trial.steps = new Map([...trial.steps, [step!, value]])
  } else if (op_code === SET_TRIAL_USER_ATTR)
    trial.attributes = { ...trial.attributes, ...(operation.user_attr as object) }
  else throw new DataError(`expected an operation of Optuna's journal, received op_code ${op_code}`)
}
