import { formatCount, formatPercent } from '../src/figures/format.js'
import type { ContestantResult, Measure, Results, SectionResult } from './results.js'
import type { Spread } from './statistics.js'

/** A number with so many decimals, and its thousands apart. */
export function formatNumber(value: number, digits: number): string {
  const [whole, decimals] = value.toFixed(digits).split('.')
  return formatCount(Number(whole)) + (decimals === undefined ? '' : `.${decimals}`)
}

/** A small number keeps a decimal that a large one needs not. */
export function digitsFor(value: number, digits: number): number {
  return digits === 0 && value < 100 ? 1 : digits
}

/** Median and, where there are several measurements, the lowest and the highest. */
export function formatSpread({ median, low, high, count }: Spread, digits: number): string {
  const middle = formatNumber(median, digits)
  return count === 1 ? middle : `${middle} (${formatNumber(low, digits)}–${formatNumber(high, digits)})`
}

/** A ratio has as many decimals as three digits leave it. */
export function formatRatio(spread: Spread): string {
  const digits = spread.median < 10 ? 2 : spread.median < 100 ? 1 : 0
  return `${formatSpread(spread, digits)}×`
}

/** Rows of cells as a Markdown table; numbers stand at the right. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(heads), `|${heads.map((_, i) => (i === 0 ? '---' : '---:')).join('|')}|`, ...rows.map(line)].join('\n')
}

/** Rows of cells for a terminal. */
export function textTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map(row => row[i]!.length)))
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')
  return [line(heads), ...rows.map(line)].join('\n')
}

/** Heads and rows of a section; the contestants that were not measured are named as such. */
export function sectionRows({ measures, ratio, contestants }: SectionResult): { heads: string[]; rows: string[][] } {
  const compared = measures.filter(({ key }) => contestants.some(({ ratios }) => ratios[key]))
  const headOf = ({ label }: Measure) => (compared.length === 1 ? ratio : `${ratio}: ${label.toLowerCase()}`)
  return {
    heads: ['', ...measures.map(({ label }) => label), ...compared.map(headOf)],
    rows: contestants.map(contestant => [
      contestant.label,
      ...measures.map(({ key, digits }) => {
        const spread = contestant.spreads[key]
        return spread ? formatSpread(spread, digitsFor(spread.median, digits)) : missingCell(contestant)
      }),
      ...compared.map(({ key }) => (contestant.ratios[key] ? formatRatio(contestant.ratios[key]) : '')),
    ]),
  }
}

const missingCell = ({ runs }: ContestantResult) => (runs.length === 0 ? 'not measured' : '–')

/** What bench/README.md says of the results, between its markers. */
export function resultsMarkdown({ machine, versions, sections }: Results, target: number): string {
  const { processor, cores, memoryGigabytes, system } = machine
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    `${processor}, ${cores} cores, ${memoryGigabytes} GB, ${system}; ${named.join(', ')}.`,
    'Medians over the rounds, with the lowest and the highest.',
    '',
    '![The results as bars](results.svg)',
    ...Object.values(sections).flatMap(section => {
      const { heads, rows } = sectionRows(section)
      return ['', `### ${section.title}`, '', markdownTable(heads, rows), '', ...notes(section, target)]
    }),
  ].join('\n')
}

/** What must be known to read a section's numbers. */
function notes(section: SectionResult, target: number): string[] {
  const { date, commit, modified, threads, rounds, load, contestants } = section
  const once = contestants.filter(({ runs }) => runs.length > 0 && runs.length < rounds).map(({ label }) => label)
  const missing = contestants.flatMap(({ label, notMeasured }) => (notMeasured ? [`${label}: ${notMeasured}.`] : []))
  const short = contestants.flatMap(({ label, runs }) => {
    const below = runs.filter(({ figures }) => Number(figures.test_accuracy) < target).length
    return below > 0 ? [`${label} ended below ${formatPercent(target, 2)} in ${below} of ${runs.length} rounds.`] : []
  })
  return [
    `${date.slice(0, 10)}, commit ${commit}${modified ? ' with changes' : ''}, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ` +
      `up to ${threads} ${threads === 1 ? 'thread' : 'threads'}.`,
    ...(load.busy ? [`**The machine was busy** (load average ${load.average.toFixed(2)} at the start).`] : []),
    ...(once.length > 0 ? [`In fewer rounds: ${once.join(', ')}.`] : []),
    ...short,
    ...missing,
  ]
}

const [start, end] = ['<!-- results -->', '<!-- /results -->']

/**
 * Writes Markdown between the two markers of a page.
 *
 * @throws Error where the page lacks a marker
 */
export function betweenMarkers(page: string, markdown: string): string {
  const [from, to] = [page.indexOf(start), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`README.md: expected ${start} and then ${end}, which are missing`)
  return `${page.slice(0, from + start.length)}\n${markdown}\n${page.slice(to)}`
}
