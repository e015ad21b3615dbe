import { datasetNamed } from '../../data/datasets/catalog.js'
import type { LoadedFile } from '../../data/sources/dataset.js'
import { hasTask } from '../../data/sources/taskFolder.js'
import { UsageError } from '../../errors.js'
import { formatCount } from '../../figures/format.js'
import { loadData } from '../../node/openData.js'
import { describeTask, mnistTask } from '../../task.js'
import { reportLoading } from '../loading.js'
import { print } from '../output.js'
import { printCroissant } from './listDatasets.js'
import type { DataListOptions } from './options.js'
import { sourceNames } from './sourceNames.js'

/** Finds and checks the files of a dataset, or of a folder with a `task.json`, and prints where each one is. */
export async function checkDataset(
  name: string | undefined,
  { data, json, croissant }: DataListOptions,
): Promise<void> {
  if (croissant) return printCroissant(datasetNamed(name!))
  if (name !== undefined && data !== undefined && (await hasTask(data)))
    throw new UsageError(`--data: expected a folder with the files of ${name}, received ${data}, which has a task.json`)
  const loading = reportLoading({ quiet: json === true })
  const { task, files, training, test } = await loadData({
    onProgress: loading.onProgress,
    ...(name !== undefined && { dataset: name }),
    ...(data !== undefined && { folder: data }),
  }).finally(loading.end)
  const isPublished = name !== undefined || task === mnistTask
  if (json) return print(JSON.stringify({ task, training: training.count, test: test.count, files }))
  for (const file of files) printFile(file)
  print(
    `${formatCount(training.count)} training and ${formatCount(test.count)} test images; ` +
      (isPublished ? 'every digest is right.' : describeTask(task)),
  )
  if (name !== undefined) printOrigin(name)
}

function printFile({ name, source, path, sha256, bytes, count }: LoadedFile): void {
  const content = contentOf(name)
  print(`${name}: ${formatCount(count)} ${content}, ${formatCount(bytes)} bytes, from the ${sourceNames[source]}`)
  print(`  ${path}`)
  print(`  SHA-256 ${sha256}`)
}

const contentOf = (name: string) =>
  /labels/.test(name) ? 'labels' : /images|imgs/.test(name) ? 'images' : 'images with their labels'

function printOrigin(name: string): void {
  const { digestsFrom, license, homepage, citation } = datasetNamed(name)
  print(`Digests: ${digestsFrom}.`)
  print(`License: ${license}. ${homepage}`)
  print(`Cite: ${citation}`)
}
