import type { Line, Point } from './line.js'

/** What was measured after an epoch. Accuracies are fractions in [0, 1]; null where nothing was held out or measured. */
export interface EpochMeasures {
  epoch: number
  trainLoss: number
  trainAccuracy: number
  validationLoss: number | null
  validationAccuracy: number | null
}

/** What was measured at a point of a training: `epoch` is how many are done, with a fraction. */
export interface CurveMeasures {
  readonly epoch: number
  readonly loss: number | null
  readonly accuracy: number | null
}

/** A learning curve in finer steps than epochs, as `fit` yields it. */
export interface MeasuredCurve {
  /** Means over equally many steps each. */
  readonly training: readonly CurveMeasures[]
  /** Of the first `validationCount` validation examples. */
  readonly validation: readonly CurveMeasures[]
  readonly validationCount: number
}

export type Measure = 'accuracy' | 'loss'

/** What a chart draws of a line. */
export type DrawnLine = Pick<Line, 'points' | 'faint' | 'marked'>

/**
 * The lines of one measure: of the learning curve where there is one, else of the epochs.
 *
 * @returns `training`, smoothed over what was measured, and `validation`, marked where the history has all validation examples
 */
export function measureLines(
  history: readonly EpochMeasures[],
  curve: MeasuredCurve | undefined,
  measure: Measure,
): Readonly<Record<'training' | 'validation', DrawnLine>> {
  const epochs = {
    training: pointsOf(history, measure === 'loss' ? 'trainLoss' : 'trainAccuracy'),
    validation: pointsOf(history, measure === 'loss' ? 'validationLoss' : 'validationAccuracy'),
  }
  const measured = pointsOf(curve?.training ?? [], measure)
  const looks = pointsOf(curve?.validation ?? [], measure)
  return {
    training:
      measured.length > 0 ? { points: smooth(measured), faint: measured, marked: [] } : { points: epochs.training },
    validation: looks.length > 0 ? { points: looks, marked: epochs.validation } : { points: epochs.validation },
  }
}

/**
 * The values that an axis is made for. A learning curve begins with a fall beside which nothing else could be seen: its first tenth
 * may leave the chart.
 */
export function axisValues(lines: readonly DrawnLine[]): number[] {
  const points = lines.flatMap(({ points, marked = [] }) => [...points, ...marked])
  const last = Math.max(...points.map(({ epoch }) => epoch))
  return points.filter(({ epoch }) => !isFine(lines) || epoch >= last / 10).map(({ value }) => value)
}

/** Whether lines have finer steps than epochs, and so begin before the first is over. */
export function isFine(lines: readonly DrawnLine[]): boolean {
  return lines.some(({ marked }) => marked)
}

/** One measure, where it is a number. */
export function pointsOf<K extends string>(
  rows: readonly ({ readonly epoch: number } & Readonly<Record<K, number | null>>)[],
  measure: K,
): Point[] {
  return rows.flatMap(({ epoch, [measure]: value }) =>
    value === null || !Number.isFinite(value) ? [] : [{ epoch, value: value as number }],
  )
}

/** How wide the smoothing is: the standard deviation of its weights, as a fraction of all points. */
const SMOOTHING = 1 / 50

/** Weighs each point with its neighbors on both sides, by a normal distribution: the line does not lag behind, as an average of what was would. */
export function smooth(points: readonly Point[]): Point[] {
  const deviation = points.length * SMOOTHING
  const reach = Math.ceil(3 * deviation)
  return points.map(({ epoch }, center) => {
    let [sum, weights] = [0, 0]
    for (let i = Math.max(0, center - reach); i <= Math.min(points.length - 1, center + reach); i++) {
      const weight = Math.exp(-0.5 * ((i - center) / deviation) ** 2)
      sum += weight * points[i]!.value
      weights += weight
    }
    return { epoch, value: sum / weights }
  })
}
