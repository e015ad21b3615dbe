import { UsageError } from '../errors.js'
import { formatCount, formatPercent } from './format.js'
import { filledCircle, type Line, openSquare } from './line.js'
import { drawPanel, panelHeight, panelWidth } from './panel.js'
import { accuracyScale, epochScale, lossScale } from './scale.js'
import { bodyTop, colors, type FigureOptions, figure, margin } from './svg.js'

/** What was measured after an epoch. Accuracies are fractions in [0, 1]; null where nothing was held out or measured. */
export interface EpochMeasures {
  epoch: number
  trainLoss: number
  trainAccuracy: number
  validationLoss: number | null
  validationAccuracy: number | null
}

export type CurvesOptions = FigureOptions

/** Training is dashed with open squares, validation solid with filled circles. */
const styles = {
  training: { color: colors.bad, dash: '6 3', marker: openSquare },
  validation: { color: colors.good, marker: filledCircle },
}

/**
 * Draws accuracy and loss over the epochs of one training, side by side, for the training and the validation images.
 * The lines differ by dash and marker as well as by color, so they can be told apart in grayscale. Values that are
 * not finite, as after a diverged step, are left out.
 *
 * @param history one entry per epoch, in order; entries may carry more than is drawn
 * @param options.title the heading, and the name that a screen reader says; `Training curves` by default
 * @param options.subtitle the line below; by default, how many epochs
 * @returns the figure as an SVG document
 * @throws {UsageError} when the history is empty
 * @example curvesFigure([{ epoch: 1, trainLoss: 0.2, trainAccuracy: 0.94, validationLoss: null, validationAccuracy: null }])
 */
export function curvesFigure(history: readonly EpochMeasures[], options: CurvesOptions = {}): string {
  if (history.length === 0) throw new UsageError('curvesFigure: expected at least one epoch, received an empty history')
  const lines = (training: keyof EpochMeasures, validation: keyof EpochMeasures): Line[] => [
    { name: 'training', style: styles.training, points: pointsOf(history, training) },
    { name: 'validation', style: styles.validation, points: pointsOf(history, validation) },
  ]
  const accuracy = lines('trainAccuracy', 'validationAccuracy')
  const loss = lines('trainLoss', 'validationLoss')
  const x = epochScale(history[0]!.epoch, history.at(-1)!.epoch)
  return figure(
    {
      width: 2 * margin + 2 * panelWidth,
      height: bodyTop + panelHeight + margin,
      title: options.title ?? 'Training curves',
      subtitle: options.subtitle ?? `${formatCount(history.length)} ${history.length === 1 ? 'epoch' : 'epochs'}`,
    },
    [
      drawPanel({
        title: 'Accuracy (%)',
        left: margin,
        lines: accuracy,
        x,
        y: accuracyScale(values(accuracy)),
        format: accuracy => formatPercent(accuracy, 2),
      }),
      drawPanel({
        title: 'Loss',
        left: margin + panelWidth,
        lines: loss,
        x,
        y: lossScale(values(loss)),
        format: loss => loss.toPrecision(3),
      }),
    ],
  )
}

/** One measure over the epochs, where it is a number. */
export function pointsOf(history: readonly EpochMeasures[], measure: keyof EpochMeasures): Line['points'] {
  return history.flatMap(({ epoch, [measure]: value }) =>
    value === null || !Number.isFinite(value) ? [] : [{ epoch, value }],
  )
}

function values(lines: readonly Line[]): number[] {
  return lines.flatMap(({ points }) => points.map(point => point.value))
}
