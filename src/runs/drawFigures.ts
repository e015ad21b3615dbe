import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Digits } from '../data/digits.js'
import { DataError } from '../errors.js'
import type { Evaluation } from '../evaluation/evaluate.js'
import { rankMistakes } from '../evaluation/mistakes.js'
import { confusionFigure } from '../figures/confusion.js'
import { curvesFigure } from '../figures/curves.js'
import { mistakesFigure } from '../figures/mistakes.js'
import { embedFonts, svgToPng } from '../figures/png.js'
import { samplesFigure } from '../figures/samples.js'
import { fileProblem, writeWhole } from '../node/files.js'
import type { Task } from '../task.js'
import type { EpochRecord } from '../training/history.js'
import type { LearningCurve } from '../training/learningCurve.js'
import { type FigureName, figuresFolder } from './runFolder.js'

/** What the figures show. */
export interface FigureData {
  /** What run it is, for the titles. */
  readonly title: string
  readonly task: Task
  readonly history: readonly EpochRecord[]
  readonly curve: LearningCurve
  readonly test: Digits
  /** Of the test images: [count × classes]. */
  readonly probabilities: Float32Array
  readonly evaluation: Evaluation
}

/** Draws the figures of a run into `figures/`, each as SVG and as PNG; ends between two of them when the signal is aborted. */
export async function drawFigures(folder: string, data: FigureData, signal: AbortSignal): Promise<void> {
  const { title, task, history, curve, test, probabilities, evaluation } = data
  const { images, labels } = test
  const digits = { task, images, labels, probabilities }
  const titled = (subject: string) => ({ title: `${subject}: ${title}` })
  const figures: Record<FigureName, () => string> = {
    curves: () => curvesFigure(history, { ...titled('Training curves'), curve }),
    samples: () => samplesFigure(digits, titled('First test images')),
    confusion: () =>
      confusionFigure(evaluation.confusion, {
        ...titled('Confusion matrix of the test images'),
        classes: task.classes,
      }),
    mistakes: () =>
      mistakesFigure(
        { ...digits, mistakes: rankMistakes(probabilities, labels, task.classes.length) },
        titled('Most confident mistakes on the test images'),
      ),
  }
  const path = join(folder, figuresFolder)
  await mkdir(path, { recursive: true }).catch(error => {
    throw new DataError(`${path}: the folder could not be made (${fileProblem(error)})`, { cause: error })
  })
  for (const [name, draw] of Object.entries(figures)) {
    if (signal.aborted) return
    const svg = draw()
    await writeWhole(join(path, `${name}.svg`), embedFonts(svg))
    await writeWhole(join(path, `${name}.png`), svgToPng(svg))
  }
}
