import { join } from 'node:path'
import { evaluateProbabilities } from '../evaluation/evaluate.js'
import { formatCount } from '../figures/format.js'
import { networkFrom } from '../model/configuration.js'
import { printModel } from '../model/modelFile.js'
import { writeWhole } from '../node/files.js'
import { describeResult, describeSeconds } from './describe.js'
import { drawFigures } from './drawFigures.js'
import type { Learnt } from './learn.js'
import { type Run, titleOf } from './run.js'
import { rounded, secondsSpent } from './stopwatch.js'

/**
 * Measures a trained net on the test images, and writes the model, the record and the figures.
 *
 * @returns what to tell the user
 */
export async function conclude(run: Run, { trained, seconds }: Learnt, quiet: boolean): Promise<string> {
  const { folder, record, state, test, stopwatch } = run
  const { preset, seed, model, data, parameters } = record
  // Here the test images are looked at, once, when every choice is made.
  const probabilities = await trained.classifier.predict(test.images) // [10000, 10]
  const evaluation = evaluateProbabilities(probabilities, test.labels)
  await trained.classifier.dispose()
  // The graph is the one that was measured; only its notes are new.
  const notes = { ...(preset && { preset }), seed, accuracy: evaluation.accuracy, digests: data.digests }
  await writeWhole(join(folder, 'model.onnx'), printModel(networkFrom(model), trained.state.parameters, notes))
  const spent = { ...seconds, evaluate: stopwatch.lap() }
  const total = () => secondsSpent(state) + stopwatch.total()
  await run.save({ test: evaluation, seconds: rounded({ ...spent, figures: null, total: total() }) })

  // The figures come last, so that whatever happens to them loses nothing.
  const title = titleOf(record)
  await drawFigures(folder, { title, history: trained.history, test, probabilities, evaluation }).catch(error => {
    throw new Error(`the figures could not be drawn (${error.message}); model.onnx and run.json are in ${folder}`)
  })
  await run.save({ status: 'finished', seconds: rounded({ ...spent, figures: stopwatch.lap(), total: total() }) })
  const result = describeResult(evaluation)
  if (quiet) return `${result}: ${folder}`
  return [
    result,
    `${formatCount(parameters)} parameters; ${describeSeconds(total())}, ${describeSeconds(seconds.train)} of it training`,
    `Model, record and figures: ${folder}`,
  ].join('\n')
}
