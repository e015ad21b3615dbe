import type { Polarity } from './crop.js'
import { NONE } from './places.js'
import type { Found } from './sightings.js'

/** What both networks say of a box. */
export interface Verdict {
  /** For each digit; what they lack to 1 is that there is none. */
  readonly probabilities: readonly number[]
  readonly digit: number
  /** How likely it is this digit: the highest of the probabilities. */
  readonly confidence: number
  /** How strongly both voices speak for it, in [0, 1]: by this, places of one picture are ranked and chosen. */
  readonly support: number
  readonly polarity: Polarity
}

/** Nobody is so sure that the other could not turn it. */
const LEAST = 1e-3
/** From so many places on, more of them make the finder no surer. */
const ENOUGH_VOTES = 2
/** How the log-odds of both voices become those of being right; fitted on pictures of strangers, see docs/reading.md. */
const [SEEN, NAMED, BIAS] = [0.56, 0.67, -2.53]
/** By how much the log-odds of being the one digit of a picture fall as those of another place rise, and as it is smaller. */
const [RIVALRY, SMALLNESS] = [1.65, 1.56]
/** The part of a picture's longer side that its one digit usually takes; one that takes less than the least is no less likely for it. */
const [USUAL_SIZE, LEAST_SIZE] = [0.6, 0.25]

/**
 * Joins the voices of the finder and of the classifier. Which digit it is: as two that judge independently, the product of their
 * probabilities. How likely that is right: by logistic regression on how sure the finder is that there is a digit, and the classifier of this
 * one (Platt 1999, Probabilistic outputs for support vector machines).
 *
 * @param named what the classifier says of the box, for either polarity; the one that it is more sure of counts
 */
export function joinVoices(found: Found, named: Readonly<Record<Polarity, ArrayLike<number>>>): Verdict {
  const polarity = highest(named.dark) >= highest(named.bright) ? 'dark' : 'bright'
  const products = Array.from(
    { length: NONE },
    (_, digit) => Math.max(LEAST, found.probabilities[digit]!) * Math.max(LEAST, named[polarity][digit]!),
  )
  const most = highest(products)
  const digit = products.indexOf(most)
  const seen = found.score * Math.sqrt(Math.min(1, found.votes / ENOUGH_VOTES))
  const certainty = named[polarity][digit]!
  const logit = SEEN * logOdds(seen) + NAMED * logOdds(certainty) + BIAS
  // It is no likelier this digit than this one of ten.
  const total = products.reduce((sum, product) => sum + product, 0)
  const confidence = Math.min(most / total, 1 / (1 + Math.exp(-logit)))
  const probabilities = products.map(product => (product / most) * confidence)
  return { probabilities, digit, confidence, support: seen * Math.sqrt(certainty), polarity }
}

/**
 * How likely it is that a picture shows this one digit. Less so where another place may be a digit, too; and the smaller the digit, the
 * more places there were of which one may look like a digit by chance.
 *
 * @param options.rival the support of that other place, in [0, 1]; 0 where there is none
 * @param options.size the longer side of the digit's box as a fraction of the picture's
 */
export function asOnlyDigit<V extends Verdict>(
  verdict: V,
  { rival, size }: { readonly rival: number; readonly size: number },
): V {
  const fromOthers = RIVALRY * (logOdds(rival) - logOdds(0))
  const logit =
    logOdds(verdict.confidence) -
    fromOthers +
    SMALLNESS * Math.log(Math.min(1, Math.max(LEAST_SIZE, size)) / USUAL_SIZE)
  const certainty = verdict.confidence / verdict.probabilities.reduce((sum, probability) => sum + probability, 0)
  const confidence = Math.min(certainty, 1 / (1 + Math.exp(-logit)))
  const probabilities = verdict.probabilities.map(probability => (probability / verdict.confidence) * confidence)
  return { ...verdict, probabilities, confidence }
}

function logOdds(probability: number): number {
  const within = Math.min(1 - LEAST, Math.max(LEAST, probability))
  return Math.log(within / (1 - within))
}

function highest(values: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]!)
  return most
}
