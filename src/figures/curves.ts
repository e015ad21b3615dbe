import { UsageError } from '../errors.js'
import { formatCount, formatPercent } from './format.js'
import {
  axisValues,
  type EpochMeasures,
  isFine,
  type Measure,
  type MeasuredCurve,
  measureLines,
} from './learningCurve.js'
import type { Line, LineStyle } from './line.js'
import { lineStyles } from './lineStyles.js'
import { drawPanel, panelHeight, panelWidth } from './panel.js'
import { accuracyScale, epochScale, lossScale } from './scale.js'
import { bodyTop, type FigureOptions, figure, margin } from './svg.js'

export interface CurvesOptions extends FigureOptions {
  /** What `fit` yields as `curve`. Defaults to a point for each epoch. */
  readonly curve?: MeasuredCurve | undefined
}

const [validationStyle, trainingStyle] = lineStyles as readonly [LineStyle, LineStyle]

/**
 * Draws accuracy and loss over the epochs of one training, side by side, for the training and the validation images. With a
 * learning curve, the training line is smoothed over what was measured, and the validation line marked where an epoch ends.
 * The lines differ by dash and marker as well as by color, so they can be told apart in grayscale. Values that are
 * not finite, as after a diverged step, are left out.
 *
 * @param history one entry per epoch, in order; entries may carry more than is drawn
 * @param options.curve the same in finer steps
 * @param options.title the heading, and the name that a screen reader says; `Training curves` by default
 * @param options.subtitle the line below; by default, how many epochs
 * @returns the figure as an SVG document
 * @throws {UsageError} when the history is empty
 * @example curvesFigure([{ epoch: 1, trainLoss: 0.2, trainAccuracy: 0.94, validationLoss: null, validationAccuracy: null }])
 */
export function curvesFigure(history: readonly EpochMeasures[], options: CurvesOptions = {}): string {
  if (history.length === 0) throw new UsageError('curvesFigure: expected at least one epoch, received an empty history')
  const { curve } = options
  const lines = (measure: Measure): Line[] => {
    const { training, validation } = measureLines(history, curve, measure)
    return [
      { name: 'training', style: trainingStyle, ...training },
      { name: 'validation', style: validationStyle, ...validation },
    ]
  }
  const [accuracy, loss] = [lines('accuracy'), lines('loss')]
  const x = epochScale(isFine(loss) ? 0 : history[0]!.epoch, history.at(-1)!.epoch)
  return figure(
    {
      width: 2 * margin + 2 * panelWidth,
      height: bodyTop + panelHeight + margin,
      title: options.title ?? 'Training curves',
      subtitle: options.subtitle ?? describe(history.length, curve),
    },
    [
      drawPanel({
        title: 'Accuracy (%)',
        left: margin,
        lines: accuracy,
        x,
        y: accuracyScale(axisValues(accuracy)),
        format: accuracy => formatPercent(accuracy, 2),
      }),
      drawPanel({
        title: 'Loss',
        left: margin + panelWidth,
        lines: loss,
        x,
        y: lossScale(axisValues(loss)),
        format: loss => loss.toPrecision(3),
      }),
    ],
  )
}

function describe(epochs: number, curve: MeasuredCurve | undefined): string {
  const count = `${formatCount(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'}`
  if (!curve?.validation.some(({ epoch }) => !Number.isInteger(epoch))) return count
  return `${count}; validation: the line of the first ${formatCount(curve.validationCount)} images, the dots of all`
}
