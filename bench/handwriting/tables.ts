import { digitsFor, formatNumber } from '../tables.js'
import type { SetScore, Share } from './scoring.js'

/** A table: its heads, and its rows of cells. */
export interface Table {
  readonly title: string
  readonly heads: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

type Column = readonly [head: string, cell: (score: SetScore) => string]

const percent = (fraction: number) => (100 * fraction).toFixed(1)

/** A share in percent, with its interval. */
export function formatShare(share: Share | null): string {
  if (share === null) return '–'
  const [low, high] = share.interval95.map(percent)
  return `${percent(share.share)} (${low}–${high})`
}

const orDash = (value: number | null, digits: number) => (value === null ? '–' : value.toFixed(digits))

const refused: Column = ['refused, %', ({ refused }) => formatShare(refused)]
const ofAnswered: Column = ['right of answered, %', ({ rightOfAnswered }) => formatShare(rightOfAnswered)]
const calibration: Column = ['calibration error', ({ calibrationError }) => orDash(calibrationError, 3)]

/** What each kind of set is measured by, between its size and its speed. */
const columns: Readonly<Record<SetScore['shows'], { title: string; columns: readonly Column[] }>> = {
  digits: {
    title: 'One digit each, by `predict`',
    columns: [['right, %', ({ right }) => formatShare(right)], refused, ofAnswered, calibration],
  },
  strings: {
    title: 'Numbers and pages, by `read`',
    columns: [
      ['exact, %', ({ right }) => formatShare(right)],
      refused,
      ofAnswered,
      ['edits a digit', ({ editsPerDigit }) => orDash(editsPerDigit, 3)],
      calibration,
    ],
  },
  nothing: {
    title: 'Nothing to read',
    columns: [
      ['asked by', ({ question }) => question],
      ['nothing read, %', ({ right }) => formatShare(right)],
    ],
  },
}

/** Tables of the scores, one for each kind of set. */
export function scoreTables(scores: readonly SetScore[]): Table[] {
  return (['digits', 'strings', 'nothing'] as const).flatMap(shows => {
    const rows = scores.filter(score => score.shows === shows)
    const { title, columns: chosen } = columns[shows]
    const all: readonly Column[] = [
      ['set', ({ set }) => set],
      ['n', ({ right }) => String(right.of)],
      ...chosen,
      ['mean of repositories, %', meanOfRepositories],
      ['decoded / s', ({ imagesPerSecond: { decode } }) => rate(decode)],
      ['read / s', ({ imagesPerSecond: { read } }) => rate(read)],
    ]
    if (rows.length === 0) return []
    return [{ title, heads: all.map(([head]) => head), rows: rows.map(score => all.map(([, cell]) => cell(score))) }]
  })
}

function meanOfRepositories({ byRepository }: SetScore): string {
  return byRepository === null ? '–' : `${percent(byRepository.right)} of ${byRepository.repositories}`
}

const rate = (perSecond: number) => formatNumber(perSecond, digitsFor(perSecond, 0))
