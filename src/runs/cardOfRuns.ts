import { isDeepStrictEqual } from 'node:util'
import { datasetOfTask } from '../data/datasets/catalog.js'
import { UsageError } from '../errors.js'
import { modelCard } from '../report/modelCard.js'
import { summarize } from '../study/statistics.js'
import { mnistTask } from '../task.js'
import type { RunRecord } from './record.js'
import { readFinishedRuns } from './reportRuns.js'

/** Names of datasets on the Hugging Face Hub, of those that have one there. */
const hubNames: Readonly<Record<string, string>> = {
  mnist: 'ylecun/mnist',
  'fashion-mnist': 'zalando-datasets/fashion_mnist',
}

/**
 * Writes the model card of finished runs, which differ in nothing but their seeds: Hugging Face's front matter, with the mean and the
 * standard deviation of what they reached, then a page for people.
 *
 * @param folders of the runs; the model of the first is the one that the card is of
 * @param options.license of the model, as the Hub names it, such as `mit`. Defaults to none.
 * @param options.name what the model is called. Defaults to that of its preset or configuration.
 * @returns the text of a README.md
 * @throws {UsageError} if a run is there twice, or none, or if they differ in more than their seeds, or in nothing
 * @throws {DataError} if a run is not finished, or its record is damaged
 * @example await writeFile('README.md', await cardOfRuns(['runs/seed-0', 'runs/seed-1'], { license: 'mit' }))
 */
export async function cardOfRuns(
  folders: readonly string[],
  options: { readonly license?: string; readonly name?: string } = {},
): Promise<string> {
  const runs = await readFinishedRuns(folders)
  const { folder, record } = runs[0]!
  for (const other of runs.slice(1)) expectAlike(folder, record, other.folder, other.record)
  const seeds = runs.map(({ record }) => record.seed)
  const twice = seeds.find((seed, index) => seeds.indexOf(seed) !== index)
  if (twice !== undefined) throw new UsageError(`expected runs of different seeds, received two of seed ${twice}`)
  const task = record.model.task ?? mnistTask
  const dataset = datasetOfTask(task)
  const name = dataset?.name ?? record.data.dataset ?? task.name
  const tests = runs.map(({ record }) => record.test!)
  return modelCard({
    name: options.name ?? record.name,
    task,
    dataset: {
      name,
      ...(dataset && { citation: dataset.citation }),
      ...(dataset && hubNames[name] !== undefined && { hub: hubNames[name] }),
    },
    ...(options.license !== undefined && { license: options.license }),
    parameters: record.parameters,
    version: record.version,
    command: record.command,
    runs: tests.map(({ count, accuracy, interval95 }, index) => ({ seed: seeds[index]!, count, accuracy, interval95 })),
    accuracy: summarize(tests.map(({ accuracy }) => accuracy)),
    loss: summarize(tests.map(({ loss }) => loss)),
  })
}

/** Means of runs that were trained otherwise would be of nothing. */
function expectAlike(first: string, a: RunRecord, second: string, b: RunRecord): void {
  if (!isDeepStrictEqual(a.from?.sha256, b.from?.sha256))
    throw new UsageError(
      `expected runs that begin alike, received ${first} and ${second}, which begin with different weights`,
    )
  for (const part of ['model', 'options'] as const) {
    // With how many threads a run was trained, and by what device, is no part of its recipe.
    const { threads: _, device: __, ...mine } = { threads: 0, device: '', ...a[part] }
    const { threads: ___, device: ____, ...others } = { threads: 0, device: '', ...b[part] }
    if (!isDeepStrictEqual(mine, others))
      throw new UsageError(
        `expected runs that differ in nothing but their seeds, received ${first} and ${second}, which differ in ${part}`,
      )
  }
  if (!isDeepStrictEqual(a.data.digests, b.data.digests))
    throw new UsageError(`expected runs of the same data, received ${first} and ${second}, which are of different data`)
}
