import { execFileSync } from 'node:child_process'
import { ours, type Setting } from './contestants.js'
import { lastLine, reasonIn, runProcess } from './process.js'
import { type Machine, parseResults, type Results } from './results.js'
import { threadCounts } from './sections.js'
import { formatNumber, textTable } from './tables.js'

/** What is slower than this share of its last measurement fails the quick look. */
export const SLOW = 0.8

/** One thing measured now; `section`, `contestant` and `key` say where it stands in the results. */
export interface QuickMeasurement {
  readonly label: string
  readonly section: string
  readonly contestant: string
  readonly key: string
  readonly better: 'lower' | 'higher'
  readonly digits: number
  readonly value: number
}

export interface Comparison extends QuickMeasurement {
  /** The committed median, and how many times as fast it is now; undefined where there is nothing to compare with. */
  readonly before?: number
  readonly ratio?: number
}

/** The results of the last commit, where they are of this kind of machine; else why there are none to compare with. */
export function committedResults(root: string, machine: Machine): Results | string {
  let text: string
  try {
    text = execFileSync('git', ['show', 'HEAD:bench/results.json'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    return 'no bench/results.json is committed'
  }
  const results = parseResults(text)
  const kind = ({ processor, cores }: Machine) => `${processor}, ${cores} cores`
  return kind(results.machine) === kind(machine)
    ? results
    : `the committed bench/results.json is of another machine: ${kind(results.machine)}; this is ${kind(machine)}`
}

/** Measures this project alone: both presets at all thread counts, and inference. */
export async function measureQuick(setting: Setting, model: string, say: (line: string) => void) {
  const { root, threads, steps, repeats, passes } = setting
  const measurements: QuickMeasurement[] = []
  const figuresOf = async (label: string, args: readonly string[]) => {
    say(`  ${label}`)
    const [command, ...rest] = ours(setting, '', label, args).command(0)
    const { exitCode, stdout, stderr } = await runProcess(command!, rest, root)
    if (exitCode !== 0) throw new Error(`${label}: exit code ${exitCode}: ${reasonIn(stderr)}`)
    return lastLine(stdout) as Record<string, number>
  }
  const timing = ['--steps', String(steps), '--repeats', String(repeats)]
  const perSecond = { key: 'images_per_second', better: 'higher', digits: 0 } as const
  for (const preset of ['keras', 'fast'])
    for (const count of threadCounts(threads)) {
      const label = `train ${preset}, ${count} thread${count === 1 ? '' : 's'}: images/s`
      const args = ['throughput', '--preset', preset, '--threads', String(count), ...timing]
      const value = (await figuresOf(label, args)).images_per_second!
      measurements.push({ label, section: 'd', contestant: `${preset}-${count}`, ...perSecond, value })
    }
  const figures = await figuresOf('classify', ['inference', '--model', model, '--passes', String(passes)])
  const own = { section: 'c', contestant: 'ours' }
  return [
    ...measurements,
    { label: 'classify, batches of 1,000: images/s', ...own, ...perSecond, value: figures.images_per_second! },
    {
      ...{ label: 'classify one image: ms', ...own, key: 'one_image_ms', better: 'lower', digits: 3 },
      value: figures.one_image_ms!,
    } as const,
  ] satisfies QuickMeasurement[]
}

/** Sets what was measured now beside the committed medians. */
export function compare(measurements: readonly QuickMeasurement[], results: Results | undefined): Comparison[] {
  return measurements.map(measurement => {
    const { section, contestant, key, better, value } = measurement
    const found = results?.sections[section]?.contestants.find(({ name }) => name === contestant)
    const before = found?.spreads[key]?.median
    if (before === undefined) return measurement
    return { ...measurement, before, ratio: better === 'higher' ? value / before : before / value }
  })
}

/** The comparison as a table, and whether anything has become slow. */
export function describeComparison(comparisons: readonly Comparison[]): { table: string; slow: boolean } {
  const rows = comparisons.map(({ label, digits, value, before, ratio }) => [
    label,
    before === undefined ? '–' : formatNumber(before, digits),
    formatNumber(value, digits),
    ratio === undefined ? '–' : `${ratio.toFixed(2)}×${ratio < SLOW ? ' slower' : ''}`,
  ])
  return {
    table: textTable(['', 'committed', 'now', 'times as fast'], rows),
    slow: comparisons.some(({ ratio }) => ratio !== undefined && ratio < SLOW),
  }
}
