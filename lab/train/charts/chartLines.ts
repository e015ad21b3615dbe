import { axisValues, type Measure, measureLines } from '../../../src/figures/learningCurve.js'
import type { Run } from '../runs/run.js'
import type { ChartLine } from './Chart.js'

export type { Measure }

/** Both curves of one run. */
export function linesOf({ history, curve }: Run, measure: Measure): ChartLine[] {
  const { training, validation } = measureLines(history, curve, measure)
  return [
    { label: 'training', color: 0, ...training, marked: [] },
    { label: 'held out', color: 1, marked: validation.points, ...validation },
  ]
}

/** The curves of a run beside those of others, without what was measured before they were smoothed: it would hide them. */
export function comparedLines(run: Run, color: number, measure: Measure): ChartLine[] {
  const [{ faint: _, ...training }, heldOut] = linesOf(run, measure) as [ChartLine, ChartLine]
  return [
    { ...training, label: run.name, color },
    ...(heldOut.points.length > 0 ? [{ ...heldOut, label: `${run.name}, held out`, color, dashed: true }] : []),
  ]
}

/** Where the y axis begins and ends. Accuracies lie near 1: there the axis shows what is left to it. */
export function rangeOf(lines: readonly ChartLine[], measure: Measure): readonly [number, number] {
  const values = axisValues(lines)
  if (values.length === 0) return [0, 1]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  if (measure === 'accuracy') return [Math.max(0, Math.min(0.98, Math.floor(low * 20 - 0.2) / 20)), 1]
  const room = (high - low) * 0.08 || 0.1
  return [Math.max(0, low - room), high + room]
}
