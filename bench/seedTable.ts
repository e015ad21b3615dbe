import { summarize } from '../src/study/statistics.js'
import { textTable } from './tables.js'

/** What a training from one seed ended with. */
export interface SeedResult {
  readonly seed: number
  /** A fraction. */
  readonly accuracy: number
  readonly loss: number
  readonly trainSeconds: number
  /** The whole process, from spawn to exit. */
  readonly wallSeconds: number
  readonly cpuSeconds: number
  readonly peakMegabytes: number | null
}

/**
 * Reads a list of seeds.
 *
 * @throws Error where it is none
 * @example parseSeeds('0-3,10') // [0, 1, 2, 3, 10]
 */
export function parseSeeds(text: string): number[] {
  return text.split(',').flatMap(part => {
    const range = /^(\d+)(?:-(\d+))?$/.exec(part.trim())
    const [first, last] = [Number(range?.[1]), Number(range?.[2] ?? range?.[1])]
    if (!range || last < first) throw new Error(`--seeds: expected such as 0-9 or 0,3,7, received ${text}`)
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })
}

/** A row for each seed, then mean, deviation and least; accuracies in percent. */
export function describeSeeds(results: readonly SeedResult[]): string {
  const columns: readonly [head: string, digits: number, read: (result: SeedResult) => number | null][] = [
    ['accuracy, %', 2, ({ accuracy }) => 100 * accuracy],
    ['loss', 4, ({ loss }) => loss],
    ['training, s', 2, ({ trainSeconds }) => trainSeconds],
    ['whole process, s', 2, ({ wallSeconds }) => wallSeconds],
    ['processor time, s', 2, ({ cpuSeconds }) => cpuSeconds],
    ['peak memory, MB', 0, ({ peakMegabytes }) => peakMegabytes],
  ]
  const written = (value: number | null, digits: number) => (value === null ? '–' : value.toFixed(digits))
  const summary = (name: string, of: (values: readonly number[]) => number, more: number) => [
    name,
    ...columns.map(([, digits, read]) => {
      const values = results.map(read).filter(value => value !== null)
      return values.length === 0 ? '–' : written(of(values), digits + more)
    }),
  ]
  return textTable(
    ['seed', ...columns.map(([head]) => head)],
    [
      ...results.map(result => [
        String(result.seed),
        ...columns.map(([, digits, read]) => written(read(result), digits)),
      ]),
      summary('mean', values => summarize(values).mean, 1),
      summary('deviation', values => summarize(values).deviation ?? 0, 1),
      summary('least', values => Math.min(...values), 0),
    ],
  )
}
