import type { Distribution, Params } from '../searchSpace.js'
import type { Direction } from '../trial.js'
import { internalValue, toOptuna } from './distributions.js'
import { type JournalState, operations, states } from './operations.js'
import type { JournalTrial } from './replay.js'

// What is added to a journal.

/** An operation as it is to be written, without who writes it. */
export type Entry = Readonly<Record<string, unknown>> & { readonly op_code: number }

const OPTUNA_DIRECTIONS: Readonly<Record<Direction, number>> = { minimize: 1, maximize: 2 }

/** Begins a study. */
export function createStudy(name: string, goals: readonly Direction[]): Entry {
  return { op_code: operations.CREATE_STUDY, study_name: name, directions: goals.map(goal => OPTUNA_DIRECTIONS[goal]) }
}

export function setStudyAttribute(study: number, name: string, value: unknown): Entry {
  return { op_code: operations.SET_STUDY_USER_ATTR, study_id: study, user_attr: { [name]: value } }
}

/** Says what the objectives are called, for Optuna's tables and plots. */
export function nameObjectives(study: number, names: readonly string[]): Entry {
  return { op_code: operations.SET_STUDY_SYSTEM_ATTR, study_id: study, system_attr: { 'study:metric_names': names } }
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
    op_code: operations.CREATE_TRIAL,
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
  return { op_code: operations.SET_TRIAL_USER_ATTR, trial_id: id, user_attr: { [name]: value } }
}

export function reportStep({ id }: Pick<JournalTrial, 'id'>, step: number, value: number): Entry {
  return { op_code: operations.SET_TRIAL_INTERMEDIATE_VALUE, trial_id: id, step, intermediate_value: value }
}

/** Ends a trial, for good. */
export function endTrial(
  { id }: Pick<JournalTrial, 'id'>,
  state: 'complete' | 'pruned' | 'failed',
  values: readonly number[],
  now: Date,
): Entry {
  return {
    op_code: operations.SET_TRIAL_STATE_VALUES,
    trial_id: id,
    state: states.indexOf(state),
    values: values.length === 0 ? null : values,
    datetime_complete: now.toISOString(),
  }
}
