import * as v from 'valibot'
import { finite, notNegative, wholeNumber } from '../options.js'
import type { CurvePoint, LearningCurve } from '../training/learningCurve.js'

/** Points of a learning curve, column by column: so each is one line of `run.json`. */
export interface CurveColumns {
  /** Epochs done, with a fraction. */
  readonly epoch: readonly number[]
  readonly loss: readonly (number | null)[]
  /** Fractions. */
  readonly accuracy: readonly (number | null)[]
}

/** A learning curve as `run.json` has it, to six digits. */
export interface RecordedCurve {
  readonly training: CurveColumns
  readonly validation: CurveColumns
  /** On how many of the validation images `validation` was measured, the first ones. */
  readonly validationCount: number
}

const numbers = <T extends v.GenericSchema>(number: T) => v.array(number, 'a list of numbers')
const columnsSchema = v.pipe(
  v.object(
    { epoch: numbers(notNegative), loss: numbers(v.nullable(finite)), accuracy: numbers(v.nullable(finite)) },
    'an object',
  ),
  v.check(
    ({ epoch, loss, accuracy }) => epoch.length === loss.length && epoch.length === accuracy.length,
    'columns of the same length',
  ),
)

export const recordedCurveSchema = v.object(
  { training: columnsSchema, validation: columnsSchema, validationCount: wholeNumber },
  'an object',
)

export function recordedCurve({ training, validation, validationCount }: LearningCurve): RecordedCurve {
  return { training: columnsOf(training), validation: columnsOf(validation), validationCount }
}

function columnsOf(points: readonly CurvePoint[]): CurveColumns {
  const column = (name: keyof CurvePoint) => points.map(point => sixDigits(point[name]))
  return { epoch: column('epoch') as number[], loss: column('loss'), accuracy: column('accuracy') }
}

const sixDigits = (value: number | null) => (value === null ? null : Number(value.toPrecision(6)))

/** The points of a recorded learning curve. */
export function curveFrom({ training, validation, validationCount }: RecordedCurve): LearningCurve {
  return { training: pointsOf(training), validation: pointsOf(validation), validationCount }
}

function pointsOf({ epoch, loss, accuracy }: CurveColumns): CurvePoint[] {
  return epoch.map((epoch, index) => ({ epoch, loss: loss[index]!, accuracy: accuracy[index]! }))
}
