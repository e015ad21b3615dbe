import * as v from 'valibot'
import { expectObject, fraction, parseOptions, positive, positiveInteger, show } from '../options.js'

/** Where a training stands: optimizer steps done, of how many in all, and how many make an epoch. */
export interface Progress {
  readonly step: number
  readonly steps: number
  readonly stepsPerEpoch: number
}

/** What the learning rate is multiplied by at a step. */
export type Schedule = (progress: Progress) => number

export type ScheduleConfig =
  | { readonly kind: 'constant' }
  /** Multiplied by `factor` after every `epochs` epochs. */
  | { readonly kind: 'step'; readonly factor?: number; readonly epochs?: number }
  /** Half a cosine from 1 down to `final` (Loshchilov and Hutter 2016, arXiv 1608.03983, without restarts). */
  | { readonly kind: 'cosine'; readonly final?: number }
  /**
   * Half a cosine up from `start` to 1 during the share `warmup` of all steps, then half a cosine down to `final`
   * (Smith and Topin 2017, arXiv 1708.07120, in the form of PyTorch's OneCycleLR).
   */
  | { readonly kind: 'oneCycle'; readonly warmup?: number; readonly start?: number; readonly final?: number }

const schemas = {
  constant: v.strictObject({}),
  step: v.strictObject({ factor: v.optional(positive, 0.95), epochs: v.optional(positiveInteger, 1) }),
  cosine: v.strictObject({ final: v.optional(fraction, 0) }),
  oneCycle: v.strictObject({
    warmup: v.optional(fraction, 0.3),
    start: v.optional(fraction, 0.04),
    final: v.optional(fraction, 4e-6),
  }),
}

export const scheduleKinds = Object.keys(schemas)

/**
 * Builds a schedule from data.
 *
 * @throws Error where the kind or an option is not known or out of range
 * @example scheduleFrom({ kind: 'oneCycle', warmup: 0.3 })({ step: 0, steps: 100, stepsPerEpoch: 50 }) // 0.04
 */
export function scheduleFrom(config: ScheduleConfig): Schedule {
  expectObject('schedule', config)
  const { kind, ...options } = config
  switch (kind) {
    case 'constant':
      parseOptions('schedule constant', schemas.constant, options)
      return () => 1
    case 'step': {
      const { factor, epochs } = parseOptions('schedule step', schemas.step, options)
      return ({ step, stepsPerEpoch }) => factor ** Math.floor(step / stepsPerEpoch / epochs)
    }
    case 'cosine': {
      const { final } = parseOptions('schedule cosine', schemas.cosine, options)
      return ({ step, steps }) => halfCosine(1, final, step / Math.max(1, steps - 1))
    }
    case 'oneCycle': {
      const { warmup, start, final } = parseOptions('schedule oneCycle', schemas.oneCycle, options)
      return ({ step, steps }) => {
        const peak = warmup * steps - 1
        return step <= peak
          ? halfCosine(start, 1, step / Math.max(1, peak))
          : halfCosine(1, final, (step - peak) / (steps - 1 - peak))
      }
    }
    default:
      throw new Error(`schedule: expected kind to be one of ${scheduleKinds.join(', ')}, received ${show(kind)}`)
  }
}

function halfCosine(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(1, share)))) / 2
}
