import { formatCount, formatPercent } from '../figures/format.js'
import type { ConditionResult, SuiteResult } from '../robustness/measureSuite.js'

/** What a suite found, as a table: a line for each condition; with several models, a letter stands for each. */
export function describeSuite({ suite, version, seed, images, models }: SuiteResult, about: string): string {
  const several = models.length > 1
  const letters = models.map((_, index) => String.fromCharCode(65 + index))
  const [first] = models
  const heads = ['', ...models.flatMap((_, index) => headsOf(several ? letters[index]! : 'accuracy', index))]
  const rows = first!.conditions.map(({ name }, row) => [
    name,
    ...models.flatMap(({ conditions }) => cellsOf(conditions[row]!)),
  ])
  const counted = first!.mean === null ? 0 : first!.conditions.length - 1
  const means = [`mean of ${counted}`, ...models.flatMap(({ mean }, index) => meanCells(mean, index))]
  return [
    `Suite ${suite}, version ${version}, seed ${seed}: ${about}; ${formatCount(images)} test images`,
    '',
    ...(several ? [...models.map(({ model }, index) => `${letters[index]}  ${model}`), ''] : []),
    alignedTable(heads, counted > 0 ? [...rows, means] : rows),
    ...(several ? ['', "p: McNemar's test (exact, two-sided) against A"] : []),
  ].join('\n')
}

const headsOf = (name: string, index: number) => [name, '95 % interval', ...(index > 0 ? ['p'] : [])]

function cellsOf({ accuracy, interval95, againstFirst }: ConditionResult): string[] {
  const [low, high] = interval95.map(bound => (100 * bound).toFixed(2))
  return [
    formatPercent(accuracy, 2),
    `${low} to ${high}`,
    ...(againstFirst ? [formatProbability(againstFirst.pValue)] : []),
  ]
}

const meanCells = (mean: number | null, index: number) => [formatPercent(mean ?? 0, 2), '', ...(index > 0 ? [''] : [])]

function formatProbability(value: number): string {
  return value < 0.001 ? '<0.001' : value.toFixed(3)
}

/** Rows of cells below heads; all but the first column stand at the right. */
function alignedTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heads, ...rows]
  const widths = heads.map((_, column) => Math.max(...all.map(row => row[column]!.length)))
  return all
    .map(row =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
