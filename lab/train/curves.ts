import type { ChartLine } from './Chart.js'
import type { Run } from './run.js'

export type Measure = 'loss' | 'accuracy'

/** How much of the mean so far a point keeps: single batches jump, and hide where a curve goes. */
const KEPT = 0.8

/** The training curve of a run, smoothed. */
export function trainingPoints({ curve }: Run, measure: Measure): (readonly [number, number])[] {
  let [sum, weight] = [0, 0]
  return curve.map(point => {
    sum = KEPT * sum + point[measure]
    weight = KEPT * weight + 1
    return [point.at, sum / weight] as const
  })
}

/** What the images held out showed after each epoch. */
export function validationPoints({ history }: Run, measure: Measure): (readonly [number, number])[] {
  return history.flatMap(record => {
    const value = measure === 'loss' ? record.validationLoss : record.validationAccuracy
    return value === null ? [] : [[record.epoch, value] as const]
  })
}

/** Both curves of one run. */
export function linesOf(run: Run, measure: Measure): ChartLine[] {
  return [
    { label: 'training', color: 0, points: trainingPoints(run, measure) },
    { label: 'held out', color: 1, points: validationPoints(run, measure), dots: true },
  ]
}

/** Accuracies lie near 1: the axis shows what is left to it, once there is something to show. */
export function accuracyRange(low: number, _high: number): [number, number] {
  if (low === null || !Number.isFinite(low)) return [0, 1]
  return [Math.max(0, Math.min(0.98, Math.floor(low * 20 - 0.2) / 20)), 1]
}
