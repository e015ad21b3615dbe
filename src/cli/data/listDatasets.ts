import { croissantOf } from '../../data/croissant.js'
import type { Dataset } from '../../data/dataset.js'
import { datasets } from '../../data/datasets/catalog.js'
import { type LocatedDataset, locateDataset } from '../../data/sources/locate.js'
import { UsageError } from '../../errors.js'
import { formatCount } from '../../figures/format.js'
import { print } from '../output.js'
import type { DataListOptions } from './options.js'
import { sourceNames } from './sourceNames.js'

/** Prints all datasets: what they are, where they are, and what a download would take. */
export async function listDatasets({ json, croissant }: DataListOptions): Promise<void> {
  if (croissant) throw new UsageError('--croissant: expected the name of a dataset, received none')
  const located = await Promise.all(datasets.map(async dataset => ({ dataset, ...(await locateDataset(dataset)) })))
  if (json) return print(JSON.stringify(located.map(summaryOf)))
  const rows = [['Dataset', 'Training', 'Test', 'Classes', 'Here', 'Download', 'What it shows'], ...located.map(rowOf)]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  for (const row of rows)
    print(
      row
        .map((cell, column) => (isNumber(column) ? cell.padStart : cell.padEnd).call(cell, widths[column]!))
        .join('  ')
        .trimEnd(),
    )
  print('\n`mnist train --dataset NAME` trains on one; `mnist data NAME` finds and checks its files.')
}

type Row = LocatedDataset & { readonly dataset: Dataset }

const isNumber = (column: number) => (column > 0 && column < 4) || column === 5

function rowOf({ dataset: { name, task, about, parts }, sources, missingBytes }: Row): string[] {
  return [
    name,
    formatCount(parts.training.count),
    formatCount(parts.test.count),
    String(task.classes.length),
    sources.length === 0 ? 'no' : sources.map(source => sourceNames[source]).join(', '),
    missingBytes === 0 ? '–' : `${(missingBytes / 1e6).toFixed(1)} MB`,
    about,
  ]
}

function summaryOf({ dataset, sources, missingBytes }: Row) {
  const { name, task, about, parts, license, homepage, citation, mirrors, digestsFrom } = dataset
  return {
    name,
    about,
    task,
    training: parts.training.count,
    test: parts.test.count,
    sources,
    missingBytes,
    license,
    homepage,
    citation,
    mirrors,
    digestsFrom,
  }
}

/** Prints what other programs need to know of a dataset. */
export function printCroissant(dataset: Dataset): void {
  print(JSON.stringify(croissantOf(dataset), null, 2))
}
