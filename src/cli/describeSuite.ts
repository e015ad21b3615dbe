import { formatCount, formatPercent } from '../figures/format.js'
import type { ConditionResult, ModelResult, SuiteResult } from '../robustness/measureSuite.js'

/** What a suite found, as a table: a line for each condition; with several models, a letter stands for each. */
export function describeSuite({ suite, version, seed, images, models }: SuiteResult, about: string): string {
  const [first] = models
  const several = models.length > 1
  const letters = models.map((_, index) => String.fromCharCode(65 + index))
  const counted = first!.conditions.some(({ count }) => count !== images)
  const heads = [
    '',
    ...(counted ? ['images'] : []),
    ...models.flatMap((_, index) => headsOf(several ? letters[index]! : 'accuracy', index)),
  ]
  const rows = first!.conditions.map((condition, row) => [
    nameOf(condition),
    ...(counted ? [formatCount(condition.count)] : []),
    ...models.flatMap(({ conditions }) => cellsOf(conditions[row]!)),
  ])
  const means = first!.mean === null ? [] : [[`mean of ${first!.meanOf}`, ...models.flatMap(meanCells)]]
  return [
    `Suite ${suite}, version ${version}, seed ${seed}: ${about}; ${formatCount(images)} test images`,
    '',
    ...(several ? [...models.map(({ model }, index) => `${letters[index]}  ${model}`), ''] : []),
    alignedTable(heads, [...rows, ...means]),
    ...(several ? ['', "p: McNemar's test (exact, two-sided) against A"] : []),
  ].join('\n')
}

/** A point of a curve by curve and value: `rotation −30 °`. */
function nameOf({ name, point }: ConditionResult): string {
  return point ? `${point.curve} ${String(point.value).replace('-', '−')} ${point.unit}` : name
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

const meanCells = ({ mean }: ModelResult, index: number) => [
  formatPercent(mean ?? 0, 2),
  '',
  ...(index > 0 ? [''] : []),
]

function formatProbability(value: number): string {
  return value < 0.001 ? '<0.001' : value.toFixed(3)
}

/** Rows of cells below heads; all but the first column stand at the right. */
function alignedTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heads, ...rows].map(row => heads.map((_, column) => row[column] ?? ''))
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
