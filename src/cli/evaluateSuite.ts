import type { Digits } from '../data/digits.js'
import { UsageError } from '../errors.js'
import type { Classifier } from '../model/classifier.js'
import type { SuiteName } from '../robustness/suites/catalog.js'
import { expectSameTask, type Task } from '../task.js'
import { createLiveLine, print } from './output.js'

/** Options of `mnist evaluate --suite`. */
export interface SuiteCommandOptions {
  readonly suite: SuiteName
  readonly seed?: number
  readonly limit?: number
  readonly json?: true
}

/** Measures models by a suite, and prints the table, or JSON. */
export async function evaluateSuite(
  models: readonly (readonly [path: string, classifier: Classifier])[],
  data: { readonly task: Task; readonly test: Digits },
  options: SuiteCommandOptions,
): Promise<void> {
  const [{ measureSuite }, { suites }, { describeSuite }, { takeDigits }] = await Promise.all([
    import('../robustness/measureSuite.js'),
    import('../robustness/suites/catalog.js'),
    import('./describeSuite.js'),
    import('../data/digits.js'),
  ])
  const twice = models.find(([path], index) => models.findIndex(([other]) => other === path) !== index)
  if (twice) throw new UsageError(`expected each model once, received ${twice[0]} twice`)
  for (const [path, { metadata }] of models) expectSameTask(path, metadata.task, data.task)
  const suite = suites[options.suite]
  const line = createLiveLine(process.stderr)
  const result = await measureSuite(suite, models, {
    task: data.task,
    test: options.limit === undefined ? data.test : takeDigits(data.test, options.limit),
    ...(options.seed !== undefined && { seed: options.seed }),
    onCondition: (name, index, count) => line.update(() => `${options.suite}: ${name}, ${index + 1} of ${count}`),
  }).finally(line.clear)
  print(options.json ? JSON.stringify(result) : describeSuite(result, suite.about))
}
