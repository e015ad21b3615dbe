import { formatCount, formatPercent } from './format.js'
import { drawPanel, panelHeight, panelWidth, type Series } from './panel.js'
import { epochScale, linearScale } from './scale.js'
import { bodyTop, type FigureOptions, figure, margin } from './svg.js'

/** What was measured after an epoch. Accuracies are fractions in [0, 1]; null where nothing was held out or measured. */
export interface EpochMeasures {
  epoch: number
  trainLoss: number
  trainAccuracy: number
  validationLoss: number | null
  validationAccuracy: number | null
}

export type CurvesOptions = FigureOptions

/**
 * Draws accuracy and loss over the epochs of one training, side by side, for the training and the validation images.
 * The lines differ by dash and marker as well as by colour, so they can be told apart in greyscale. Values that are
 * not finite, as after a diverged step, are left out.
 *
 * @param history one entry per epoch, in order; entries may carry more than is drawn
 * @param options.title the heading, and the name that a screen reader says; `Training curves` by default
 * @param options.subtitle the line below; by default, how many epochs
 * @returns the figure as an SVG document
 * @throws {Error} when the history is empty
 * @example curvesFigure([{ epoch: 1, trainLoss: 0.2, trainAccuracy: 0.94, validationLoss: null, validationAccuracy: null }])
 */
export function curvesFigure(history: readonly EpochMeasures[], options: CurvesOptions = {}): string {
  if (history.length === 0) throw new Error('curvesFigure: expected at least one epoch, received an empty history')
  const read = (value: (measures: EpochMeasures) => number | null) =>
    history.flatMap(measures => {
      const measured = value(measures)
      return measured === null || !Number.isFinite(measured) ? [] : [{ epoch: measures.epoch, value: measured }]
    })
  const accuracy: Series = {
    training: read(measures => measures.trainAccuracy),
    validation: read(measures => measures.validationAccuracy),
  }
  const loss: Series = {
    training: read(measures => measures.trainLoss),
    validation: read(measures => measures.validationLoss),
  }
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
        series: accuracy,
        x,
        y: linearScale(accuracyDomain(values(accuracy)), 0.01),
        format: accuracy => formatPercent(accuracy, 2),
      }),
      drawPanel({
        title: 'Loss',
        left: margin + panelWidth,
        series: loss,
        x,
        y: linearScale([0, Math.max(0, ...values(loss)) || 1]),
        format: loss => loss.toPrecision(3),
      }),
    ],
  )
}

function values({ training, validation }: Series): number[] {
  return [...training, ...validation].map(point => point.value)
}

/** Accuracy begins where the data does: between 0 and 1, everything worth seeing would touch the upper edge. */
function accuracyDomain(accuracies: number[]): [number, number] {
  if (accuracies.length === 0) return [0, 1]
  const low = Math.min(...accuracies)
  const high = Math.max(...accuracies)
  return high - low < 0.005 ? [Math.max(0, low - 0.005), Math.min(1, high + 0.005)] : [low, high]
}
