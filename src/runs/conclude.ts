import { join } from 'node:path'
import type { Digits } from '../data/digits.js'
import { reworded } from '../errorContext.js'
import { evaluateProbabilities } from '../evaluation/evaluate.js'
import { networkFrom } from '../model/configuration.js'
import { exportModel } from '../model/modelFile.js'
import { writeWhole } from '../node/files.js'
import { runReport } from '../report/runReport.js'
import { drawFigures } from './drawFigures.js'
import type { RunSeconds } from './record.js'
import { reportRunOf } from './reportRun.js'
import { resumeCommand } from './resumeCommand.js'
import type { Run } from './run.js'
import { figureNames, figuresFolder, modelFile, reportFile } from './runFolder.js'
import { rounded, secondsSpent } from './stopwatch.js'
import { titleOf } from './title.js'
import type { TrainedRun } from './trainNetwork.js'

/**
 * Measures a trained net on the test images, and writes the model, the record, the figures and the report.
 *
 * @returns whether all of it was done; the signal ends it before
 */
export async function conclude(run: Run, { trained, seconds }: TrainedRun): Promise<boolean> {
  const { folder, record, state, signal, stopwatch, log } = run
  const { preset, seed, model, data } = record
  // Here the test images are looked at, once, when every choice is made.
  const test = await run.readTest()
  const { task } = trained.classifier.metadata
  const probabilities = await trained.classifier.predict(test.images) // [count, classes]
  const evaluation = evaluateProbabilities(probabilities, test.labels, task.classes.length)
  await trained.classifier.dispose()
  if (signal.aborted) return false
  // The graph is the one that was measured; only its notes are new.
  const { temperature, rejectThreshold } = trained.classifier.metadata
  const printed = exportModel(networkFrom(model), trained.state.parameters, {
    ...(preset && { preset }),
    seed,
    accuracy: evaluation.accuracy,
    ...(temperature !== undefined && { temperature }),
    ...(rejectThreshold !== undefined && { rejectThreshold }),
    digests: data.digests,
  })
  await writeWhole(join(folder, modelFile), printed)
  const spent = { ...seconds, evaluate: stopwatch.lap() }
  const total = () => secondsSpent(state) + stopwatch.total()
  await run.save({ test: evaluation, seconds: rounded({ ...spent, figures: null, total: total() }) })

  // The figures come last, so that whatever happens to them loses nothing.
  const kept = `model.onnx and run.json are in ${folder}, and ${resumeCommand(run)} makes the rest`
  const shown = {
    task,
    title: titleOf(record),
    history: trained.history,
    curve: trained.curve,
    test,
    probabilities,
    evaluation,
  }
  await drawFigures(folder, shown, signal).catch(error => {
    throw reworded(`the figures could not be drawn (${error.message}); ${kept}`, error)
  })
  if (signal.aborted) return false
  log.test(
    {
      evaluation,
      probabilities,
      labels: test.labels,
      figures: Object.fromEntries(figureNames.map(name => [name, join(folder, figuresFolder, `${name}.png`)])),
    },
    trained.state,
  )
  const all = rounded({ ...spent, figures: stopwatch.lap(), total: total() })
  await writeReport(run, { model: printed, test, probabilities, seconds: all }).catch(error => {
    throw reworded(`the report could not be written (${error.message}); ${kept}`, error)
  })
  await run.save({ status: 'finished', seconds: all })
  return true
}

/** The report shows the seconds that run.json will have, and so does not count its own. */
function writeReport(
  { folder, record }: Run,
  { seconds, ...shown }: { model: Uint8Array; test: Digits; probabilities: Float32Array; seconds: RunSeconds },
): Promise<void> {
  const source = { folder, record: { ...record, seconds }, ...shown }
  return runReport(reportRunOf(source)).then(page => writeWhole(join(folder, reportFile), page))
}
