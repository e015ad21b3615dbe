import { formatPercent } from '../../figures/format.js'

/** A class that an answer may be. */
interface Candidate {
  readonly name: string
  readonly probability: number
}

/** An answer that is less likely than this is not worth a word. */
export const WORTH_NAMING = 0.01

/**
 * Why there is no answer, and what it might be: `no digit: this does not look like one digit (perhaps 3 21.0 %, 8 9.7 %)`.
 *
 * @param what of which there is none: `no digit`
 * @param candidates the most probable first
 */
export function describeRejection(what: string, reason: string, candidates: readonly Candidate[]): string {
  const worth = candidates.filter(({ probability }) => probability >= WORTH_NAMING)
  const perhaps = worth.map(({ name, probability }) => `${name} ${formatPercent(probability, 1)}`).join(', ')
  return `${what}: ${reason}${perhaps && ` (perhaps ${perhaps})`}`
}
