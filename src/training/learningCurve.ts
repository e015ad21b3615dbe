import { addSums, means, noSums, type Sums } from './measures.js'

/** The means of the loss and of each metric M at a point of a training; null where nothing counted. */
export type CurvePoint<M extends string = 'accuracy'> = Readonly<Record<M | 'loss', number | null>> & {
  /** Epochs done, with a fraction. */
  readonly epoch: number
}

/** How a training went, in finer steps than its epochs. */
export interface LearningCurve<M extends string = 'accuracy'> {
  /**
   * Each point is the mean over a number of steps, measured as each step met its batch, and lies at the last of them. At most 500
   * points: where there would be more, two become one.
   */
  readonly training: readonly CurvePoint<M>[]
  /** What the first `validationCount` validation examples showed within the epochs and at their ends. */
  readonly validation: readonly CurvePoint<M>[]
  /** 0 where there are no validation examples. */
  readonly validationCount: number
}

/** A learning curve as a training keeps it: in sums, which can be joined. */
export interface CurveState<M extends string = 'accuracy'> {
  /** Steps to a point. */
  readonly interval: number
  readonly points: readonly { readonly epoch: number; readonly sums: Sums }[]
  /** The steps since the last point. */
  readonly pending: { readonly steps: number; readonly sums: Sums }
  readonly validation: readonly CurvePoint<M>[]
  readonly validationCount: number
}

/** Even, so that the points join in pairs. */
const MAX_POINTS = 500

const nothingPending: CurveState['pending'] = { steps: 0, sums: noSums }

export const emptyCurve = {
  interval: 1,
  points: [],
  pending: nothingPending,
  validation: [],
  validationCount: 0,
} satisfies CurveState

/**
 * Adds what a step showed. What comes of it depends on the steps alone, not on how many are to come: a training that is resumed, or
 * that ends early, has the same points as any other that took the same steps.
 *
 * @param epoch epochs done after the step, with a fraction
 */
export function addStep<M extends string>(curve: CurveState<M>, epoch: number, sums: Sums): CurveState<M> {
  const { interval, points } = curve
  const pending = { steps: curve.pending.steps + 1, sums: addSums(curve.pending.sums, sums) }
  if (pending.steps < interval) return { ...curve, pending }
  if (points.length < MAX_POINTS)
    return { ...curve, points: [...points, { epoch, sums: pending.sums }], pending: nothingPending }
  // The steps that are pending are now the first half of a point.
  return { ...curve, interval: 2 * interval, points: joinPairs(points), pending }
}

function joinPairs(points: CurveState['points']): CurveState['points'] {
  return points.flatMap((point, index) => {
    const next = points[index + 1]
    if (index % 2 === 1) return []
    return next ? { epoch: next.epoch, sums: addSums(point.sums, next.sums) } : point
  })
}

/** Adds what validation examples showed. */
export function addValidation<M extends string>(
  curve: CurveState<M>,
  epoch: number,
  sums: Sums,
  validationCount: number,
): CurveState<M> {
  return { ...curve, validation: [...curve.validation, pointOf<M>(epoch, sums)], validationCount }
}

/**
 * The learning curve of a training.
 *
 * @param state of the training, as `onCheckpoint` is given it
 * @example learningCurve(state).training.at(-1)?.loss
 */
export function learningCurve<M extends string = 'accuracy'>({
  curve: { points, validation, validationCount },
}: {
  readonly curve: CurveState<M>
}): LearningCurve<M> {
  return { training: points.map(({ epoch, sums }) => pointOf<M>(epoch, sums)), validation, validationCount }
}

function pointOf<M extends string>(epoch: number, sums: Sums): CurvePoint<M> {
  const measured = Object.entries(means(sums)).map(([name, mean]) => [name, Number.isFinite(mean) ? mean : null])
  return { epoch, ...Object.fromEntries(measured) } as CurvePoint<M>
}
