import { UsageError } from '../errors.js'
import { type EpochMeasures, pointsOf } from './curves.js'
import { formatPercent } from './format.js'
import type { Line } from './line.js'
import { lineStyles } from './lineStyles.js'
import { drawPanel, namesLeft, panelHeight } from './panel.js'
import { accuracyScale, epochScale, lossScale } from './scale.js'
import { bodyTop, type FigureOptions, figure, margin } from './svg.js'

/** One of the trainings to compare. */
export interface NamedHistory {
  name: string
  /** One entry per epoch, in order. */
  history: readonly EpochMeasures[]
}

/** More could not be told apart at a glance. */
const styles = lineStyles.slice(0, 4)

/**
 * Draws validation accuracy and validation loss of several trainings over their epochs, each training a line with a name.
 *
 * @param trainings one to four of them; their numbers of epochs may differ
 * @returns the figure as an SVG document
 * @throws {UsageError} when there are none or more than four, or one of them has no epochs
 * @example comparisonFigure([{ name: 'fast', history: fast.history }, { name: 'mine', history: mine.history }])
 */
export function comparisonFigure(trainings: readonly NamedHistory[], options: FigureOptions = {}): string {
  if (trainings.length === 0 || trainings.length > styles.length) {
    throw new UsageError(`comparisonFigure: expected 1 to ${styles.length} trainings, received ${trainings.length}`)
  }
  const empty = trainings.find(({ history }) => history.length === 0)
  if (empty) throw new UsageError(`comparisonFigure: expected epochs in the history of ${empty.name}, received none`)
  const lines = (measure: keyof EpochMeasures): Line[] =>
    trainings.map(({ name, history }, index) => ({ name, style: styles[index]!, points: pointsOf(history, measure) }))
  const accuracy = lines('validationAccuracy')
  const loss = lines('validationLoss')
  const epochs = trainings.flatMap(({ history }) => history.map(({ epoch }) => epoch))
  const x = epochScale(Math.min(...epochs), Math.max(...epochs))
  const width = namesLeft + Math.max(78, ...trainings.map(({ name }) => name.length * 7.5 + 24))
  return figure(
    {
      width: 2 * margin + 2 * width,
      height: bodyTop + panelHeight + margin,
      title: options.title ?? 'Trainings compared',
      subtitle: options.subtitle ?? 'On the validation images',
    },
    [
      drawPanel({
        title: 'Accuracy (%)',
        left: margin,
        lines: accuracy,
        x,
        y: accuracyScale(valuesOf(accuracy)),
        format: value => formatPercent(value, 2),
      }),
      drawPanel({
        title: 'Loss',
        left: margin + width,
        lines: loss,
        x,
        y: lossScale(valuesOf(loss)),
        format: value => value.toPrecision(3),
      }),
    ],
  )
}

function valuesOf(lines: readonly Line[]): number[] {
  return lines.flatMap(({ points }) => points.map(({ value }) => value))
}
