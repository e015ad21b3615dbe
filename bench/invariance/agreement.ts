import { type Share, shareOf } from '../handwriting/scoring.js'
import { formatShare } from '../handwriting/tables.js'

/** What was answered to a digit as it is, and to the same digit changed. */
export interface Pair {
  readonly truth: string
  /** Null where the reader named no digit. */
  readonly before: string | null
  readonly after: string | null
}

/** What a change does to the answers. */
export interface Agreement {
  readonly change: string
  /** The same answer as before, of what was answered before. */
  readonly same: Share
  readonly refused: Share
  readonly right: Share
}

/** @param pairs of which something was answered before in at least one */
export function agreementOf(change: string, pairs: readonly Pair[]): Agreement {
  const answered = pairs.filter(({ before }) => before !== null)
  const share = (from: readonly Pair[], holds: (pair: Pair) => boolean) =>
    shareOf(from.filter(holds).length, from.length)
  return {
    change,
    same: share(answered, ({ before, after }) => before === after),
    refused: share(pairs, ({ after }) => after === null),
    right: share(pairs, ({ truth, after }) => after === truth),
  }
}

export const agreementHeads = ['change', 'n', 'same answer, %', 'refused, %', 'right, %']

export function agreementRow({ change, same, refused, right }: Agreement): string[] {
  return [change, String(refused.of), ...[same, refused, right].map(formatShare)]
}
