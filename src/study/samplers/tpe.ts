import { randomStream } from '../../random.js'
import type { PastTrial } from '../pastTrial.js'
import { rankTrials } from '../ranking.js'
import type { SearchSpace } from '../searchSpace.js'
import type { Direction } from '../trial.js'
import { parzenEstimator } from './parzen.js'
import { randomSampler } from './random.js'
import type { Sampler } from './sampler.js'

/** Options of the tree-structured Parzen estimator. */
export interface TpeOptions {
  /** Results to wait for before it learns; until then points are random. Defaults to 10. */
  readonly startup: number
  /** Points that are drawn for each that is taken. Defaults to 24. */
  readonly candidates: number
}

/**
 * Tree-structured Parzen estimator: of points drawn from the density of the best tenth of the trials, it takes the one that is most
 * likelier there than among the others. Trials that are under way count among the others, so that no two do the same at a time
 * (the constant liar of Ginsbourger et al. 2010); one that failed is the worst.
 *
 * Sources: Bergstra et al. 2011, Algorithms for hyper-parameter optimization, NeurIPS 24; Watanabe 2023, arXiv 2304.11127. The
 * numbers are those of Optuna's TPESampler.
 *
 * @example tpeSampler(space, { seed: 0, goals: ['maximize'], startup: 10, candidates: 24 })
 */
export function tpeSampler(
  space: SearchSpace,
  options: TpeOptions & { readonly seed: number; readonly goals: readonly Direction[] },
): Sampler {
  const { seed, goals, startup, candidates } = options
  const random = randomSampler(space, seed)
  return {
    learns: true,
    suggest(index, past) {
      const ended = past.filter(({ state }) => state !== 'running')
      if (ended.length < startup) return random.suggest(index, past)
      const ranked = rankTrials(ended, goals)
      const good = new Set(ranked.slice(0, Math.min(Math.ceil(0.1 * ended.length), 25)))
      const inside = estimate(
        space,
        past.filter(trial => good.has(trial)),
      )
      const outside = estimate(
        space,
        past.filter(trial => !good.has(trial)),
      )
      const stream = randomStream(seed, 'study', index, 'tpe')
      const drawn = Array.from({ length: candidates }, () => inside.sample(stream))
      const gains = drawn.map(params => inside.logDensity(params) - outside.logDensity(params))
      return drawn[gains.indexOf(Math.max(...gains))]!
    },
  }
}

function estimate(space: SearchSpace, trials: readonly PastTrial[]) {
  const observations = trials.map(({ params }) => params).filter(params => Object.keys(params).length > 0)
  return parzenEstimator(space, observations, recency(observations.length))
}

/** The last 25 count in full, those before them the less the older they are. */
function recency(count: number): number[] {
  const old = count - 25
  return Array.from({ length: count }, (_, at) =>
    at >= old ? 1 : old === 1 ? 1 / count : 1 / count + (at / (old - 1)) * (1 - 1 / count),
  )
}
