import { type Random, weightedChoice } from '../../random.js'
import { inverse, normalBetween } from '../normal.js'
import {
  type Distribution,
  isActive,
  type Label,
  type NumberDistribution,
  onGrid,
  type Params,
  type SearchSpace,
} from '../searchSpace.js'

/** A density over a search space: a mixture with a part for each observation and one, the prior, that is spread over all. */
export interface ParzenEstimator {
  sample(random: Random): Params
  /** Up to a constant of the space. */
  logDensity(params: Params): number
}

/** The kernels of one parameter, one for each observation, the prior's last. */
interface Kernels {
  sample(kernel: number, random: Random): Label
  logDensity(kernel: number, value: Label): number
}

/**
 * Estimates a density by kernels: normal ones, cut off at the bounds, as wide as the gap to the neighbors; for choices, all have
 * some probability. An observation that has not a parameter says nothing of it: there, the prior stands in.
 *
 * Sources: Bergstra et al. 2011, Algorithms for hyper-parameter optimization, NeurIPS 24; bandwidths and joint mixture as in Optuna
 * (Watanabe 2023, Tree-structured Parzen estimator, arXiv 2304.11127, sections 3.3 and 4).
 *
 * @param weights of the observations, > 0; that of the prior is 1
 */
export function parzenEstimator(
  space: SearchSpace,
  observations: readonly Params[],
  weights: readonly number[],
): ParzenEstimator {
  const all = [...weights, 1]
  const total = all.reduce((sum, weight) => sum + weight, 0)
  const kernels = new Map(
    space.map(({ path, distribution }) => [
      path,
      kernelsOf(
        distribution,
        observations.map(params => params[path]),
      ),
    ]),
  )
  return {
    sample(random) {
      const [, kernel] = weightedChoice(
        all.map((weight, index) => [weight, index] as const),
        random,
      )
      const params: Record<string, Label> = {}
      for (const parameter of space)
        if (isActive(parameter, params)) params[parameter.path] = kernels.get(parameter.path)!.sample(kernel, random)
      return params
    },
    logDensity(params) {
      const logs = all.map((weight, kernel) =>
        space.reduce(
          (sum, { path }) =>
            Object.hasOwn(params, path) ? sum + kernels.get(path)!.logDensity(kernel, params[path]!) : sum,
          Math.log(weight / total),
        ),
      )
      const most = Math.max(...logs)
      return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0))
    },
  }
}

function kernelsOf(distribution: Distribution, observed: readonly (Label | undefined)[]): Kernels {
  return distribution.kind === 'categorical'
    ? categoricalKernels(distribution.labels, observed)
    : numberKernels(distribution, observed as (number | undefined)[])
}

function categoricalKernels(labels: readonly Label[], observed: readonly (Label | undefined)[]): Kernels {
  const rest = 1 / (observed.length + 1)
  const weightOf = (kernel: number, label: Label) => rest + (observed[kernel] === label ? 1 : 0)
  const totals = [...observed, undefined].map((_, kernel) =>
    labels.reduce<number>((sum, label) => sum + weightOf(kernel, label), 0),
  )
  return {
    sample: (kernel, random) =>
      weightedChoice(
        labels.map(label => [weightOf(kernel, label), label] as const),
        random,
      )[1],
    logDensity: (kernel, value) => Math.log(weightOf(kernel, value) / totals[kernel]!),
  }
}

function numberKernels(distribution: NumberDistribution, observed: readonly (number | undefined)[]): Kernels {
  const { log, step = distribution.kind === 'integer' ? 1 : 0 } = distribution
  const scale = (value: number) => (log ? Math.log(value) : value)
  const [low, high] = [scale(distribution.low - step / 2), scale(distribution.high + step / 2)]
  const range = Math.max(high - low, 1e-12)
  const present = observed.filter(value => value !== undefined).map(scale)
  const widths = bandwidths(present, low, high)
  let next = 0
  const parts = [...observed, undefined].map(value => {
    const [mean, deviation] = value === undefined ? [(low + high) / 2, range] : [scale(value), widths[next++]!]
    const within = (from: number, to: number) => normalBetween((from - mean) / deviation, (to - mean) / deviation)
    return { mean, deviation, within, mass: within(low, high) }
  })
  return {
    sample(kernel, { uniform }) {
      const { within, mass } = parts[kernel]!
      const drawn = inverse(x => within(low, x), uniform() * mass, low, high)
      return onGrid(distribution, log ? Math.exp(drawn) : drawn)
    },
    logDensity(kernel, value) {
      const { mean, deviation, within, mass } = parts[kernel]!
      const number = value as number
      if (step > 0) return Math.log(within(scale(number - step / 2), scale(number + step / 2)) / mass + 1e-300)
      const z = (scale(number) - mean) / deviation
      return (-z * z) / 2 - Math.log(deviation * mass)
    },
  }
}

/** The larger of the gaps to both neighbors, in bounds that shrink with their number. */
function bandwidths(values: readonly number[], low: number, high: number): number[] {
  const order = values.map((_, index) => index).toSorted((a, b) => values[a]! - values[b]! || a - b)
  const at = (place: number) => (place < 0 ? low : place >= order.length ? high : values[order[place]!]!)
  const least = (high - low) / Math.min(100, values.length + 2)
  const widths: number[] = []
  for (const [place, index] of order.entries()) {
    const [before, after] = [at(place) - at(place - 1), at(place + 1) - at(place)]
    // The bounds are no neighbors where there are others.
    const isFirst = place === 0 && order.length > 1
    const isLast = place === order.length - 1 && order.length > 1
    const gap = isFirst ? after : isLast ? before : Math.max(before, after)
    widths[index] = Math.min(Math.max(gap, least, 1e-12), Math.max(high - low, 1e-12))
  }
  return widths
}
