import * as v from 'valibot'
import { UsageError } from '../errors.js'
import {
  expectObject,
  fraction,
  notNegative,
  parseOptions,
  positive,
  positiveInteger,
  show,
  wholeNumber,
} from '../options.js'

/** Where a training stands: optimizer steps done, of how many in all, and how many make an epoch. */
export interface Progress {
  readonly step: number
  readonly steps: number
  readonly stepsPerEpoch: number
  /** What the epochs before showed, for a schedule that watches it. Defaults to none. */
  readonly history?: readonly object[]
}

/** What the learning rate is multiplied by at a step. */
export type Schedule = (progress: Progress) => number

/** What all schedules but `oneCycle` have in common. */
export interface Warmup {
  /** Fraction of all steps during which the rate rises from 0 (Goyal et al. 2017, arXiv 1706.02677, section 2.2). Defaults to 0. */
  readonly warmup?: number
}

/** A schedule as data: what the learning rate is multiplied by during a training. */
export type ScheduleConfig =
  | ({ readonly kind: 'constant' } & Warmup)
  /** Multiplied by `factor` after every `epochs` epochs. */
  | ({ readonly kind: 'step'; readonly factor?: number; readonly epochs?: number } & Warmup)
  /** In a straight line from 1 down to `final`. */
  | ({ readonly kind: 'linear'; readonly final?: number } & Warmup)
  /** Half a cosine from 1 down to `final` (Loshchilov and Hutter 2016, arXiv 1608.03983, without restarts). */
  | ({ readonly kind: 'cosine'; readonly final?: number } & Warmup)
  /**
   * The same again and again: first for `epochs` epochs, then each time `factor` times as long (Loshchilov and Hutter 2016, arXiv
   * 1608.03983, section 3).
   */
  | ({
      readonly kind: 'cosineRestarts'
      readonly epochs?: number
      readonly factor?: number
      readonly final?: number
    } & Warmup)
  /**
   * Multiplied by `factor` once what is monitored, a key of the history of which less is better, has not fallen by `minDelta` for
   * `patience` epochs; then not again for `cooldown` epochs; never below `final`. Keras's ReduceLROnPlateau.
   */
  | ({
      readonly kind: 'reduceOnPlateau'
      readonly monitor?: string
      readonly factor?: number
      readonly patience?: number
      readonly minDelta?: number
      readonly cooldown?: number
      readonly final?: number
    } & Warmup)
  /**
   * Half a cosine up from `start` to 1 during the fraction `warmup` of all steps, then half a cosine down to `final`
   * (Smith and Topin 2017, arXiv 1708.07120, in the form of PyTorch's OneCycleLR).
   */
  | { readonly kind: 'oneCycle'; readonly warmup?: number; readonly start?: number; readonly final?: number }

const warmup = v.optional(fraction, 0)
const final = v.optional(fraction, 0)

const schemas = {
  constant: v.strictObject({ warmup }),
  step: v.strictObject({ factor: v.optional(positive, 0.95), epochs: v.optional(positiveInteger, 1), warmup }),
  linear: v.strictObject({ final, warmup }),
  cosine: v.strictObject({ final, warmup }),
  cosineRestarts: v.strictObject({
    epochs: v.optional(positiveInteger, 1),
    factor: v.optional(positiveInteger, 2),
    final,
    warmup,
  }),
  reduceOnPlateau: v.strictObject({
    monitor: v.optional(v.string('a key of the history'), 'validationLoss'),
    factor: v.optional(fraction, 0.1),
    patience: v.optional(positiveInteger, 10),
    minDelta: v.optional(notNegative, 1e-4),
    cooldown: v.optional(wholeNumber, 0),
    final,
    warmup,
  }),
  oneCycle: v.strictObject({
    warmup: v.optional(fraction, 0.3),
    start: v.optional(fraction, 0.04),
    final: v.optional(fraction, 4e-6),
  }),
}

export const scheduleKinds = Object.keys(schemas) as ScheduleConfig['kind'][]

/**
 * Checks the data of a schedule and fills in what is left out.
 *
 * @throws {Error} if the kind or an option is not known or out of range
 * @example parseSchedule({ kind: 'cosine' }) // { kind: 'cosine', final: 0, warmup: 0 }
 */
export function parseSchedule(config: ScheduleConfig): WholeSchedule {
  expectObject('schedule', config)
  const { kind, ...options } = config
  if (!Object.hasOwn(schemas, kind))
    throw new UsageError(`schedule: expected kind to be one of ${scheduleKinds.join(', ')}, received ${show(kind)}`)
  return { kind, ...parseOptions(`schedule ${kind}`, schemas[kind], options) } as WholeSchedule
}

/** A schedule as data, with every default filled in. */
type WholeSchedule = {
  readonly [K in keyof typeof schemas]: { readonly kind: K } & Readonly<v.InferOutput<(typeof schemas)[K]>>
}[keyof typeof schemas]

/**
 * Builds a schedule from data.
 *
 * @throws {UsageError} if the kind or an option is not known or out of range
 * @example scheduleFrom({ kind: 'oneCycle', warmup: 0.3 })({ step: 0, steps: 100, stepsPerEpoch: 50 }) // 0.04
 */
export function scheduleFrom(config: ScheduleConfig): Schedule {
  const given = parseSchedule(config)
  switch (given.kind) {
    case 'constant':
      return warmedUp(given, () => 1)
    case 'step':
      return warmedUp(
        given,
        ({ step, stepsPerEpoch }) => given.factor ** Math.floor(step / stepsPerEpoch / given.epochs),
      )
    case 'linear':
      return warmedUp(given, progress => 1 - (1 - given.final) * fractionDone(progress, given.warmup))
    case 'cosine':
      return warmedUp(given, progress => halfCosine(1, given.final, fractionDone(progress, given.warmup)))
    case 'cosineRestarts':
      return warmedUp(given, progress => {
        let [start, length] = [warmupSteps(progress, given.warmup), given.epochs * progress.stepsPerEpoch]
        for (; progress.step >= start + length; length *= given.factor) start += length
        return halfCosine(1, given.final, Math.max(0, progress.step - start) / length)
      })
    case 'reduceOnPlateau':
      return warmedUp(given, ({ history = [] }) => Math.max(given.final, plateauFactor(history, given)))
    case 'oneCycle':
      return ({ step, steps }) => {
        const peak = given.warmup * steps - 1
        return step <= peak
          ? halfCosine(given.start, 1, step / Math.max(1, peak))
          : halfCosine(1, given.final, (step - peak) / (steps - 1 - peak))
      }
  }
}

const warmupSteps = ({ steps }: Progress, warmup: number) => Math.round(warmup * steps)

/** Rises to the schedule during the warm-up. */
function warmedUp({ warmup }: { warmup: number }, schedule: Schedule): Schedule {
  return progress => {
    const rising = warmupSteps(progress, warmup)
    return schedule(progress) * (progress.step < rising ? (progress.step + 1) / (rising + 1) : 1)
  }
}

/** Of the steps after the warm-up, the fraction that is done: 0 at the first of them, 1 at the last. */
function fractionDone(progress: Progress, warmup: number): number {
  const start = warmupSteps(progress, warmup)
  return Math.max(0, progress.step - start) / Math.max(1, progress.steps - 1 - start)
}

/** What the reductions that the history calls for come to. */
function plateauFactor(
  history: readonly object[],
  options: { monitor: string; factor: number; patience: number; minDelta: number; cooldown: number },
): number {
  const { monitor, factor, patience, minDelta, cooldown } = options
  let [reduced, best, waited, cooling] = [1, Number.POSITIVE_INFINITY, 0, 0]
  for (const record of history) {
    const value = (record as Readonly<Record<string, unknown>>)[monitor]
    if (typeof value !== 'number')
      throw new UsageError(
        `schedule reduceOnPlateau: expected ${monitor} among ${Object.keys(record).join(', ')}, received ${show(value)}`,
      )
    if (cooling > 0) cooling--
    if (value < best - minDelta) [best, waited] = [value, 0]
    else if (cooling === 0 && ++waited >= patience) [reduced, waited, cooling] = [reduced * factor, 0, cooldown]
  }
  return reduced
}

function halfCosine(from: number, to: number, done: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(1, done)))) / 2
}
