import { UsageError } from '../errors.js'
import { formatPercent } from './format.js'
import {
  axisValues,
  type EpochMeasures,
  isFine,
  type Measure,
  type MeasuredCurve,
  measureLines,
} from './learningCurve.js'
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
  /** The same in finer steps. */
  curve?: MeasuredCurve | undefined
}

/** More could not be told apart at a glance. */
const styles = lineStyles.slice(0, 4)

/**
 * Draws validation accuracy and validation loss of several trainings over their epochs, each training a line with a name.
 *
 * @param trainings one to four of them; their numbers of epochs may differ
 * @returns the figure as an SVG document
 * @throws {UsageError} when there are none or more than four, or one of them has no epochs
 * @example comparisonFigure([{ name: 'fast', history, curve }, { name: 'mine', history: mine.history, curve: mine.curve }])
 */
export function comparisonFigure(trainings: readonly NamedHistory[], options: FigureOptions = {}): string {
  if (trainings.length === 0 || trainings.length > styles.length) {
    throw new UsageError(`comparisonFigure: expected 1 to ${styles.length} trainings, received ${trainings.length}`)
  }
  const empty = trainings.find(({ history }) => history.length === 0)
  if (empty) throw new UsageError(`comparisonFigure: expected epochs in the history of ${empty.name}, received none`)
  const lines = (measure: Measure): Line[] =>
    trainings.map(({ name, history, curve }, index) => ({
      name,
      style: styles[index]!,
      ...measureLines(history, curve, measure).validation,
    }))
  const [accuracy, loss] = [lines('accuracy'), lines('loss')]
  const epochs = trainings.flatMap(({ history }) => history.map(({ epoch }) => epoch))
  const x = epochScale(isFine(loss) ? 0 : Math.min(...epochs), Math.max(...epochs))
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
        y: accuracyScale(axisValues(accuracy)),
        format: value => formatPercent(value, 2),
      }),
      drawPanel({
        title: 'Loss',
        left: margin + width,
        lines: loss,
        x,
        y: lossScale(axisValues(loss)),
        format: value => value.toPrecision(3),
      }),
    ],
  )
}
