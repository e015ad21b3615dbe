import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { digitGridFigure } from '../../figures/digitGrid.js'
import { svgToPng } from '../../figures/png.js'
import { createEventWriter, cutEvents, type EventWriter } from '../../node/eventWriter.js'
import { hparamsEndSummary, hparamsSummaries } from '../../tracking/tensorboard/hparams.js'
import { prCurveSummary } from '../../tracking/tensorboard/prCurve.js'
import { histogramSummary, imageSummary, scalarSummary, textSummary } from '../../tracking/tensorboard/summaries.js'
import { hyperParametersOf } from './hyperParameters.js'
import type { LoggedEpoch, LoggedRun, LoggedSteps, LoggedTest, RunLogger } from './runLogger.js'

/** Folder in that of the run. */
export const eventsFolder = 'tensorboard'

type Part = '.' | 'train' | 'validation' | 'test'

/**
 * Logs a run for TensorBoard, in the folder `tensorboard` of the run: curves by step and by epoch under the tags of Keras, histograms
 * of weights and gradients after every epoch, and of the test images confusion matrix, mistakes and precision-recall curves.
 *
 * @param options.folder Defaults to `tensorboard` in the folder of the run.
 * @example await trainRun({ preset: 'fast' }, { log: [tensorboardLogger()] }) // as does log: ['tensorboard']
 */
export function tensorboardLogger(options: { readonly folder?: string } = {}): RunLogger {
  const writers = new Map<Part, EventWriter>()
  let folder = ''
  const to = (part: Part) => {
    const writer = writers.get(part) ?? createEventWriter(join(folder, part))
    writers.set(part, writer)
    return writer
  }
  return {
    name: 'tensorboard',
    onBegin(run) {
      folder = options.folder ?? join(run.folder, eventsFolder)
      for (const part of ['train', 'validation'] as const) cutEvents(join(folder, part), run.step || -1)
      for (const part of ['.', 'test'] as const) cutEvents(join(folder, part), -1) // are written anew
      to('.').write(0, beginning(run))
      if (run.step === 0) to('train').write(0, [inputs(run)])
    },
    onSteps({ of, step, ...measured }) {
      to(of).write(step, curves('batch_', measured, of === 'train'))
    },
    onEpoch(epoch) {
      const { step, learningRate, trainLoss, trainAccuracy, validationLoss, validationAccuracy } = epoch
      const train = { loss: trainLoss, accuracy: trainAccuracy, learningRate }
      to('train').write(step, [...curves('epoch_', train, true), ...histograms(epoch)])
      if (validationLoss !== null)
        to('validation').write(
          step,
          curves('epoch_', { loss: validationLoss, accuracy: validationAccuracy, learningRate }, false),
        )
    },
    onTest(test) {
      const { step, evaluation } = test
      to('test').write(step, [...scalars('epoch_', evaluation), ...images(test), ...prCurves(test)])
    },
    onEnd({ record: { status } }) {
      const endings = { finished: 'success', failed: 'failure', interrupted: 'running', running: 'running' } as const
      to('.').write(0, [hparamsEndSummary({ status: endings[status], endTime: Date.now() / 1000 })])
    },
    close() {
      for (const writer of writers.values()) writer.close()
    },
  }
}

function beginning({ record, title }: LoggedRun) {
  const { command, model, options, environment, started, version } = record
  const settings = JSON.stringify({ model, options, environment, version }, null, 2)
  return [
    ...hparamsSummaries({
      hparams: hyperParametersOf(record),
      metrics: [
        { tag: 'epoch_accuracy', group: 'test', name: 'test accuracy' },
        { tag: 'epoch_loss', group: 'test', name: 'test loss' },
        { tag: 'epoch_accuracy', group: 'validation', name: 'validation accuracy' },
        { tag: 'epoch_accuracy', group: 'train', name: 'training accuracy' },
      ],
      startTime: Date.parse(started) / 1000,
    }),
    textSummary('run', `**${title}**\n\n    ${command}\n`),
    textSummary('configuration', settings.replace(/^/gm, '    ')), // Markdown shows what is indented as it is
  ]
}

function inputs({ training, task, title }: LoggedRun) {
  const { images, labels } = training
  return imageSummary('inputs', svgToPng(digitGridFigure({ images, labels, task }, { title }), { scale: 1 }))
}

function curves(prefix: string, { learningRate, ...measured }: Omit<LoggedSteps, 'of' | 'step'>, isTrained: boolean) {
  return [...scalars(prefix, measured), ...(isTrained ? [scalarSummary(`${prefix}learning_rate`, learningRate)] : [])]
}

function scalars(prefix: string, { loss, accuracy }: { loss: number | null; accuracy: number | null }) {
  return [
    ...(loss === null ? [] : [scalarSummary(`${prefix}loss`, loss)]),
    ...(accuracy === null ? [] : [scalarSummary(`${prefix}accuracy`, accuracy)]),
  ]
}

function histograms({ weights, gradients }: LoggedEpoch) {
  return [
    ...Object.entries(weights).map(([name, { data }]) => histogramSummary(`weights/${name}`, data as Float32Array)),
    ...Object.entries(gradients).map(([name, data]) => histogramSummary(`gradients/${name}`, data)),
  ]
}

function images({ figures }: LoggedTest) {
  return (['confusion', 'mistakes'] as const).map(name => imageSummary(name, readFileSync(figures[name]!)))
}

function prCurves({ probabilities, labels, evaluation }: LoggedTest) {
  const classes = evaluation.perClass.length
  return evaluation.perClass.map(({ label }) =>
    prCurveSummary(`class_${label}`, {
      scores: Float32Array.from(labels, (_, image) => probabilities[image * classes + label]!),
      isPositive: Array.from(labels, truth => truth === label),
    }),
  )
}
