import { type Digits, takeDigits } from '../data/digits.js'
import { UsageError } from '../errors.js'
import type { Differentiated } from '../model/lossGradient.js'
import type { NamedModel } from '../node/classifier.js'
import { differentiateClassifier } from '../node/lossGradient.js'
import { type DataOptions, loadData } from '../node/openData.js'
import { type MeasureSuiteOptions, measureSuite, type SuiteResult } from '../robustness/measureSuite.js'
import type { Predictor, Suite } from '../robustness/suite.js'
import { type SuiteName, suites } from '../robustness/suites/catalog.js'
import { expectSameTask, type Task } from '../task.js'

/** How models are measured by a suite. */
export interface SuiteMeasurement
  extends Pick<MeasureSuiteOptions, 'seed' | 'onCondition'>,
    Pick<DataOptions, 'onProgress'> {
  readonly suite: SuiteName
  /** How many of the test images, the first. Defaults to all. */
  readonly limit?: number
}

/**
 * Measures classifiers by a suite, as `mnist evaluate --suite` does: side by side, each condition with its 95 % interval and McNemar's test
 * against the first.
 *
 * @param models each once, with the name that the result calls it by; the first is the one that the others are compared with
 * @param data the test images and their task
 * @param options.suite which conditions; `options.seed` of its random numbers defaults to 0, `options.limit` to all images
 * @throws {UsageError} if a model is there twice, or is of another task, or the suite is not for it
 * @throws {ModelError} if a model is to be attacked that this project did not write
 * @throws {DataError} if the dataset of the suite is not found
 * @example const { models } = await measureModels([['digits.onnx', await loadClassifier()]], { task, test }, { suite: 'mnist-c' })
 */
export async function measureModels(
  models: readonly NamedModel[],
  data: { readonly task: Task; readonly test: Digits },
  { suite: name, seed, limit, onCondition, onProgress }: SuiteMeasurement,
): Promise<SuiteResult> {
  const twice = models.find(([path], index) => models.findIndex(([other]) => other === path) !== index)
  if (twice) throw new UsageError(`expected each model once, received ${twice[0]} twice`)
  for (const [path, { metadata }] of models) expectSameTask(path, metadata.task, data.task)
  const suite: Suite = suites[name]
  const first = (digits: Digits) => (limit === undefined ? digits : takeDigits(digits, limit))
  const further = suite.dataset === undefined ? undefined : await loadFurther(suite.dataset, onProgress)
  const differentiated: Differentiated[] = []
  try {
    const predictors: (readonly [string, Predictor])[] = []
    for (const [path, classifier] of models) {
      const { predict } = classifier
      if (suite.attacks) differentiated.push(await differentiateClassifier(classifier, path))
      const lossGradient = differentiated.at(-1)?.lossGradient
      predictors.push([path, { predict, ...(lossGradient && { lossGradient }) }])
    }
    return await measureSuite(suite, predictors, {
      task: data.task,
      test: first(data.test),
      ...(further && { further: first(further) }),
      ...(seed !== undefined && { seed }),
      ...(onCondition && { onCondition }),
    })
  } finally {
    for (const each of differentiated) await each.dispose()
  }
}

/** The test images of another dataset that a suite wants, wherever they are found. */
async function loadFurther(dataset: string, onProgress: DataOptions['onProgress']): Promise<Digits> {
  return (await loadData({ parts: ['test'], dataset, ...(onProgress && { onProgress }) })).test
}
