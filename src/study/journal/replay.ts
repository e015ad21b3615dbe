import * as v from 'valibot'
import { DataError } from '../../errors.js'
import { expectShape, finite, show, wholeNumber } from '../../options.js'
import type { Params } from '../searchSpace.js'
import { externalValue } from './distributions.js'
import { type JournalState, operations, states } from './operations.js'

// What a journal tells.

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
      case operations.CREATE_STUDY: {
        const name = operation.study_name ?? ''
        if ([...studies.values()].some(other => other.name === name)) return
        studies.set(created, { id: created, name, attributes: {}, trials: [] })
        created++
        return
      }
      case operations.DELETE_STUDY:
        studies.delete(operation.study_id!)
        return
      case operations.SET_STUDY_USER_ATTR:
        if (study) study.attributes = { ...study.attributes, ...(operation.user_attr as object) }
        return
      case operations.CREATE_TRIAL: {
        if (!study) return
        const next = newTrial(trials.length, study.trials.length, operation)
        trials.push(Object.assign(next, { study: study.id }))
        study.trials.push(next)
        return
      }
      case operations.SET_STUDY_SYSTEM_ATTR:
      case operations.SET_TRIAL_SYSTEM_ATTR:
      case operations.DISCARD_TRIALS:
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
  if (op_code === operations.SET_TRIAL_PARAM) {
    const { param_name, param_value_internal, distribution } = operation as Record<string, unknown>
    const value = externalValue(distribution as string, param_value_internal as number)
    trial.params = { ...trial.params, [param_name as string]: value }
  } else if (op_code === operations.SET_TRIAL_STATE_VALUES) {
    trial.state = states[state!]!
    if (operation.values) trial.values = operation.values
    if (trial.state !== 'running' && trial.state !== 'waiting')
      trial.ended = (operation.datetime_complete as string | undefined) ?? null
  } else if (op_code === operations.SET_TRIAL_INTERMEDIATE_VALUE) {
    const value = operation.intermediate_value
    if (typeof value === 'number') trial.steps = new Map([...trial.steps, [step!, value]])
  } else if (op_code === operations.SET_TRIAL_USER_ATTR)
    trial.attributes = { ...trial.attributes, ...(operation.user_attr as object) }
  else throw new DataError(`expected an operation of Optuna's journal, received op_code ${op_code}`)
}
