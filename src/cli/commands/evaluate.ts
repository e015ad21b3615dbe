import type { Command } from 'commander'
import { print } from '../output.js'
import { addDataOptions, type DataCommandOptions, dataOf } from '../sharedOptions.js'

/** Adds `mnist evaluate`. */
export function addEvaluate(program: Command): void {
  addDataOptions(program.command('evaluate'))
    .description('Measure a model file on the test images.')
    .argument('<model.onnx>', 'a model that `mnist train` wrote, or one that goes from `image` to `probabilities`')
    .option('--json', 'print the measurement as JSON, and nothing else')
    .addHelpText('after', '\nExample:\n  mnist evaluate runs/2026-11-22T17-40-03-fast-seed0/model.onnx\n')
    .action(async (path: string, options: DataCommandOptions & { json?: true }) => {
      const [{ loadClassifier }, { loadData }, { reportLoading }, { describeEvaluation }, { expectSameTask }] =
        await Promise.all([
          import('../../node/classifier.js'),
          import('../../node/openData.js'),
          import('../loading.js'),
          import('../describe.js'),
          import('../../task.js'),
        ])
      const classifier = await loadClassifier(path) // first: it fails faster than the data
      const { task } = classifier.metadata
      const loading = reportLoading({ quiet: options.json === true })
      const { test, ...loaded } = await loadData({
        parts: ['test'],
        onProgress: loading.onProgress,
        ...dataOf(options),
        task,
      }).finally(loading.end)
      expectSameTask(path, task, loaded.task)
      const evaluation = await classifier.evaluate(test)
      await classifier.dispose()
      print(options.json ? JSON.stringify({ model: path, ...evaluation }) : describeEvaluation(evaluation, task))
    })
}
