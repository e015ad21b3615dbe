import { join } from 'node:path'
import { UsageError } from '../../errors.js'
import { formatPercent } from '../../figures/format.js'
import { loadClassifier } from '../../node/classifier.js'
import { loadData } from '../../node/openData.js'
import { trialFolder, trialModelFile } from '../../runs/trial/trialFolder.js'
import { summarize } from '../../study/statistics.js'
import { type TestRecord, testAttribute, testOf } from '../../study/testRecord.js'
import { trialsOf } from '../../study/trials.js'
import { expectSameTask } from '../../task.js'
import { reportLoading } from '../loading.js'
import { print } from '../output.js'
import type { DataCommandOptions } from '../sharedOptions.js'
import { openWholeStudy } from './openWholeStudy.js'
import { dataOfStudy } from './studyData.js'
import { trialAt } from './trialAt.js'

/** Options of `mnist study test`. */
export interface TestOptions extends DataCommandOptions {
  readonly trials: string
}

/** Measures trials on the test images, unless that was done before. */
export async function testCommand(folder: string, { trials: text, ...options }: TestOptions): Promise<void> {
  const stored = await openWholeStudy(folder)
  const journal = await stored.sync()
  const trials = trialsOf(journal)
  const chosen = numbersOf(text).map(number => trialAt(folder, trials, number))
  const unfinished = chosen.find(({ state }) => state !== 'complete')
  if (unfinished)
    throw new UsageError(
      `${folder}: expected complete trials, received trial ${unfinished.number}, which is ${unfinished.state}`,
    )
  const { attributes: before } = journal // as it was: the journal grows
  const isTested = (number: number) => testOf({ attributes: before }, number) !== undefined
  if (chosen.some(({ number }) => !isTested(number))) {
    const loading = reportLoading()
    const { test, task } = await loadData({
      parts: ['test'],
      onProgress: loading.onProgress,
      ...dataOfStudy(stored.description.definition, options),
    }).finally(loading.end)
    for (const { number, seeds } of chosen) {
      if (isTested(number)) continue
      const measured: TestRecord['seeds'][number][] = []
      for (const seed of seeds) {
        const path = join(trialFolder(folder, { trial: number, seed }), trialModelFile)
        const classifier = await loadClassifier(path)
        expectSameTask(path, classifier.metadata.task, task)
        const { accuracy, correct, count, loss } = await classifier.evaluate(test).finally(classifier.dispose)
        measured.push({ seed, accuracy, correct, count, loss })
      }
      const record: TestRecord = { tested: new Date().toISOString(), seeds: measured }
      await stored.setAttribute(testAttribute(number), record)
    }
  }
  const tested = await stored.sync()
  for (const { number } of chosen) print(describeTest(number, testOf(tested, number)!, isTested(number)))
}

function describeTest(number: number, { seeds, tested }: TestRecord, isEarlier: boolean): string {
  const { mean, deviation, interval95, count } = summarize(seeds.map(({ accuracy }) => accuracy))
  const spread =
    deviation === null
      ? ''
      : ` ± ${(100 * deviation).toFixed(3)} over ${count} seeds, 95 % interval of the mean ${interval95!.map(bound => formatPercent(bound, 3)).join(' to ')}`
  const earlier = isEarlier ? ` (measured ${tested.slice(0, 10)}; the test images are read once)` : ''
  return `Trial ${number}: test accuracy ${formatPercent(mean, 3)}${spread}${earlier}`
}

function numbersOf(text: string): number[] {
  const numbers = text.split(',').map(part => (part.trim() === '' ? Number.NaN : Number(part)))
  if (!numbers.every(number => Number.isSafeInteger(number) && number >= 0))
    throw new UsageError(`expected --trials to be numbers with commas, such as 0,17, received ${text}`)
  return [...new Set(numbers)]
}
