import type { Command } from 'commander'
import type { LoadedDataset } from '../../data/sources/dataset.js'
import type { Classifier } from '../../model/classifier.js'
import type { SuiteCommandOptions } from '../evaluateSuite.js'
import { print } from '../output.js'
import { addDataOptions, addSuiteOptions, type DataCommandOptions, dataOf } from '../sharedOptions.js'

/** Options of `mnist evaluate`. */
interface EvaluateOptions extends Partial<SuiteCommandOptions>, DataCommandOptions {}

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
    .addHelpText('after', examples)
    .action(evaluate)
}

async function evaluate(paths: readonly string[], options: EvaluateOptions): Promise<void> {
  const { json, suite = paths.length > 1 ? 'clean' : undefined } = options
  const [{ loadClassifier }, { loadData }, { reportLoading }] = await Promise.all([
    import('../../node/classifier.js'),
    import('../../node/openData.js'),
    import('../loading.js'),
  ])
  const models: (readonly [string, Classifier])[] = []
  try {
    for (const path of paths) models.push([path, await loadClassifier(path)]) // first: it fails faster than the data
    const loading = reportLoading({ quiet: json === true })
    const loaded = await loadData({
      parts: ['test'],
      onProgress: loading.onProgress,
      task: models[0]![1].metadata.task,
      ...dataOf(options),
    }).finally(loading.end)
    if (suite === undefined) await describeOne(models[0]!, loaded, json)
    else await (await import('../evaluateSuite.js')).evaluateSuite(models, loaded, { ...options, suite })
  } finally {
    for (const [, classifier] of models) await classifier.dispose()
  }
}

/** One model on the test images as they are, class by class. */
async function describeOne(
  [path, classifier]: readonly [string, Classifier],
  { task, test }: Pick<LoadedDataset<'test'>, 'task' | 'test'>,
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
