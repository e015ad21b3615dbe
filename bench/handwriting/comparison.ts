import { mcnemar } from '../../src/evaluation/mcnemar.js'
import { textTable } from '../tables.js'
import { type Answered, isRefused, isRight, keyOf } from './answered.js'
import { groupBy } from './groups.js'
import type { Question } from './sets.js'

/** A picture that one reader has right and the other wrong. */
export interface Change {
  readonly before: Answered
  readonly after: Answered
}

/** How two readers differ on the pictures of a set that both were asked. */
export interface SetComparison {
  readonly set: string
  readonly question: Question
  readonly pictures: number
  readonly right: readonly [before: number, after: number]
  readonly refused: readonly [before: number, after: number]
  readonly better: readonly Change[]
  readonly worse: readonly Change[]
  /** Probability of a split at least as uneven where both readers are equally good: McNemar's exact test. */
  readonly pValue: number
}

/**
 * Compares two readers picture by picture, set by set.
 *
 * @throws Error where they have no picture in common, or the truth of one has changed
 */
export function compareAnswers(before: readonly Answered[], after: readonly Answered[]): SetComparison[] {
  const later = new Map(after.map(answer => [keyOf(answer), answer]))
  const pairs = before.flatMap(answer => {
    const match = later.get(keyOf(answer))
    return match ? [{ before: answer, after: match }] : []
  })
  if (pairs.length === 0) throw new Error('--compare: expected results of the same pictures, received none in common')
  const changed = pairs.find(({ before, after }) => before.truth !== after.truth)
  if (changed)
    throw new Error(
      `${changed.before.file}: expected the same truth in both results, received ${changed.before.truth} and ${changed.after.truth}`,
    )
  return [...groupBy(pairs, ({ before: { set, question } }) => `${set} ${question}`).values()].map(compareSet)
}

function compareSet(pairs: readonly Change[]): SetComparison {
  const { set, question } = pairs[0]!.before
  const better = pairs.filter(({ before, after }) => !isRight(before) && isRight(after))
  const worse = pairs.filter(({ before, after }) => isRight(before) && !isRight(after))
  const count = (holds: (answer: Answered) => boolean) =>
    [pairs.filter(pair => holds(pair.before)).length, pairs.filter(pair => holds(pair.after)).length] as const
  return {
    set,
    question,
    pictures: pairs.length,
    right: count(isRight),
    refused: count(isRefused),
    better,
    worse,
    pValue: mcnemar(worse.length, better.length).pValue,
  }
}

/** Files that are named for each set, and each way. */
const maxNamed = 20

/** A table of the sets, and below it which pictures changed. */
export function describeComparison(comparisons: readonly SetComparison[]): string {
  const heads = [
    'set',
    'asked by',
    'n',
    'right before, %',
    'after, %',
    'better',
    'worse',
    'p',
    'refused before, %',
    'after, %',
  ]
  const rows = comparisons.map(({ set, question, pictures, right, refused, better, worse, pValue }) => {
    const [percent, percenterfused] = [right, refused].map(counts =>
      counts.map(count => ((100 * count) / pictures).toFixed(1)),
    ) as [string[], string[]]
    const changes = [better, worse].map(({ length }) => String(length))
    return [set, question, String(pictures), ...percent, ...changes, describeP(pValue), ...percenterfused]
  })
  const lists = comparisons.flatMap(({ set, question, better, worse }) => [
    ...listed(`${set}, ${question}: better`, better),
    ...listed(`${set}, ${question}: worse`, worse),
  ])
  return [textTable(heads, rows), ...lists].join('\n')
}

const describeP = (p: number) => (p < 0.0001 ? '<0.0001' : p.toFixed(4))

function listed(title: string, changes: readonly Change[]): string[] {
  if (changes.length === 0) return []
  const named = changes.slice(0, maxNamed).map(({ before, after }) => {
    const [truth, first, second] = [before.truth, before.answer, after.answer].map(onOneLine)
    return `  ${before.file.padEnd(32)}  ${truth}: ${first} → ${second}`
  })
  const more = changes.length - named.length
  return ['', `${title} (${changes.length})`, ...named, ...(more > 0 ? [`  and ${more} more`] : [])]
}

const onOneLine = (text: string | null) => text?.replaceAll('\n', ' / ') ?? 'nothing'
