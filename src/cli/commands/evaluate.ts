import type { Command } from 'commander'
import type { LoadedDataset } from '../../data/sources/dataset.js'
import type { NamedModel } from '../../node/classifier.js'
import type { SuiteName } from '../../robustness/suites/catalog.js'
import type { reportLoading } from '../loading.js'
import { print } from '../output.js'
import {
  addDataOptions,
  addSuiteOptions,
  type DataCommandOptions,
  dataOf,
  type SuiteOptions,
} from '../sharedOptions.js'

type TestData = Pick<LoadedDataset<'test'>, 'task' | 'test'>

/** Options of `mnist evaluate`. */
interface EvaluateOptions extends SuiteOptions, DataCommandOptions {
  readonly json?: true
  readonly figure?: string
}

const examples = `
Examples:
  mnist evaluate runs/2026-11-22T17-40-03-fast-seed0/model.onnx
  mnist evaluate models/digits.onnx --suite mnist-c
  mnist evaluate runs/first/model.onnx runs/second/model.onnx      side by side, on the test images as they are
`

/** Adds `mnist evaluate`. */
export function addEvaluate(program: Command): void {
  addSuiteOptions(addDataOptions(program.command('evaluate')))
    .description('Measure model files on the test images.')
    .argument('<model.onnx...>', 'models that `mnist train` wrote, or that go from `image` to `probabilities`')
    .option('--json', 'print the measurement as JSON, and nothing else')
    .option('--figure <file>', 'draw what the suite found there, as .svg or .png')
    .addHelpText('after', examples)
    .action(evaluate)
}

async function evaluate(paths: readonly string[], options: EvaluateOptions): Promise<void> {
  const { json, figure } = options
  const isPlain = paths.length === 1 && figure === undefined && options.limit === undefined
  const { suite = isPlain ? undefined : 'clean' } = options
  if (figure !== undefined) (await import('../writeSuiteFigure.js')).expectFigureName(figure)
  const [{ withClassifiers }, { loadData }, { reportLoading }] = await Promise.all([
    import('../../node/classifier.js'),
    import('../../node/openData.js'),
    import('../loading.js'),
  ])
  // The models first: they fail faster than the data.
  await withClassifiers(paths, async models => {
    const loading = reportLoading({ quiet: json === true })
    const loaded = await loadData({
      parts: ['test'],
      onProgress: loading.onProgress,
      task: models[0]![1].metadata.task,
      ...dataOf(options),
    }).finally(loading.end)
    if (suite === undefined) await describeOne(models[0]!, loaded, json)
    else await describeSuiteOf(models, loaded, { ...options, suite }, loading)
  })
}

/** Models side by side, by a suite. */
async function describeSuiteOf(
  models: readonly NamedModel[],
  data: TestData,
  { suite, seed, limit, json, figure }: EvaluateOptions & { readonly suite: SuiteName },
  loading: ReturnType<typeof reportLoading>,
): Promise<void> {
  const [{ measureModels }, { describeSuite }, { suites }, { reportSuiteProgress }] = await Promise.all([
    import('../../runs/measureModels.js'),
    import('../describeSuite.js'),
    import('../../robustness/suites/catalog.js'),
    import('../suiteProgress.js'),
  ])
  const { onCondition, end } = reportSuiteProgress(suite)
  const result = await measureModels(models, data, {
    suite,
    onCondition,
    onProgress: loading.onProgress,
    ...(seed !== undefined && { seed }),
    ...(limit !== undefined && { limit }),
  }).finally(() => {
    loading.end()
    end()
  })
  print(json ? JSON.stringify(result) : describeSuite(result, suites[suite].about))
  if (figure !== undefined) await (await import('../writeSuiteFigure.js')).writeSuiteFigure(figure, result)
}

/** One model on the test images as they are, class by class. */
async function describeOne(
  [path, classifier]: NamedModel,
  { task, test }: TestData,
  json: true | undefined,
): Promise<void> {
  const [{ describeEvaluation }, { expectSameTask }] = await Promise.all([
    import('../describe.js'),
    import('../../task.js'),
  ])
  expectSameTask(path, classifier.metadata.task, task)
  const evaluation = await classifier.evaluate(test)
  print(
    json ? JSON.stringify({ model: path, ...evaluation }) : describeEvaluation(evaluation, classifier.metadata.task),
  )
}
