import type { Polarity } from './crop.js'
import { NONE } from './places.js'
import type { Found } from './sightings.js'

/** What both networks say of a box. */
export interface Verdict {
  /** For each digit, with sum 1. */
  readonly probabilities: readonly number[]
  readonly digit: number
  /** That it is this digit, in [0, 1]: that it is any, times that it is this one of them. */
  readonly confidence: number
  readonly polarity: Polarity
}

/** Nobody is so sure that the other could not turn it. */
const LEAST = 1e-3
/** From so many places on, more of them make the finder no surer. */
const ENOUGH_VOTES = 2

/**
 * Joins the voices of the finder and of the classifier, as two that judge independently: the product of their probabilities.
 *
 * @param named what the classifier says of the box, for either polarity; the one that it is more sure of counts
 */
export function joinVoices(found: Found, named: Readonly<Record<Polarity, ArrayLike<number>>>): Verdict {
  const polarity = highest(named.dark) >= highest(named.bright) ? 'dark' : 'bright'
  const products = Array.from(
    { length: NONE },
    (_, digit) => Math.max(LEAST, found.probabilities[digit]!) * Math.max(LEAST, named[polarity][digit]!),
  )
  const total = products.reduce((sum, product) => sum + product, 0)
  const probabilities = products.map(product => product / total)
  const digit = probabilities.indexOf(highest(probabilities))
  const seen = found.score * Math.sqrt(Math.min(1, found.votes / ENOUGH_VOTES))
  return { probabilities, digit, confidence: seen * Math.sqrt(named[polarity][digit]!), polarity }
}

function highest(values: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]!)
  return most
}
