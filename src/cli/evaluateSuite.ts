import type { Digits } from '../data/digits.js'
import { UsageError } from '../errors.js'
import type { Classifier } from '../model/classifier.js'
import type { Differentiated } from '../model/lossGradient.js'
import type { SuiteResult } from '../robustness/measureSuite.js'
import type { Predictor } from '../robustness/suite.js'
import { type SuiteName, suites } from '../robustness/suites/catalog.js'
import { expectSameTask, type Task } from '../task.js'
import { createLiveLine } from './output.js'

/** Options of a suite on the command line. */
export interface SuiteCommandOptions {
  readonly suite: SuiteName
  readonly seed?: number
  readonly limit?: number
}

/** A model with its path. */
export type NamedModel = readonly [path: string, classifier: Classifier]

/** Measures models by a suite, and shows where it is on standard error. */
export async function evaluateSuite(
  models: readonly NamedModel[],
  data: { readonly task: Task; readonly test: Digits; readonly further?: Digits },
  { suite: name, seed, limit }: SuiteCommandOptions,
): Promise<SuiteResult> {
  const [{ measureSuite }, { takeDigits }] = await Promise.all([
    import('../robustness/measureSuite.js'),
    import('../data/digits.js'),
  ])
  const twice = models.find(([path], index) => models.findIndex(([other]) => other === path) !== index)
  if (twice) throw new UsageError(`expected each model once, received ${twice[0]} twice`)
  for (const [path, { metadata }] of models) expectSameTask(path, metadata.task, data.task)
  const suite = suites[name]
  const line = createLiveLine(process.stderr)
  const first = (digits: Digits) => (limit === undefined ? digits : takeDigits(digits, limit))
  const { predictors, dispose } = await predictorsOf(models, 'attacks' in suite)
  try {
    return await measureSuite(suite, predictors, {
      task: data.task,
      test: first(data.test),
      ...(data.further && { further: first(data.further) }),
      ...(seed !== undefined && { seed }),
      onCondition: (condition, index, count) => line.update(() => `${name}: ${condition}, ${index + 1} of ${count}`),
    })
  } finally {
    line.clear()
    await dispose()
  }
}

/** The models, with their derivatives where they are attacked. */
async function predictorsOf(models: readonly NamedModel[], attacked: boolean) {
  const { differentiateClassifier } = await import('../node/lossGradient.js')
  const compiled: Differentiated[] = []
  const dispose = async () => {
    for (const each of compiled) await each.dispose()
  }
  const predictors: (readonly [string, Predictor])[] = []
  try {
    for (const [path, classifier] of models) {
      if (attacked) compiled.push(await differentiateClassifier(classifier, path))
      const lossGradient = compiled.at(-1)?.lossGradient
      predictors.push([path, { predict: classifier.predict, ...(lossGradient && { lossGradient }) }])
    }
  } catch (error) {
    await dispose()
    throw error
  }
  return { predictors, dispose }
}
