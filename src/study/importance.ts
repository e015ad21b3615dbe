import { normalBetween } from './normal.js'
import type { PastTrial } from './pastTrial.js'
import { rankTrials } from './ranking.js'
import type { Distribution, SearchSpace } from './searchSpace.js'
import type { Direction } from './trial.js'

/** Grid cells that a range is divided into. */
const cells = 50

/**
 * How much each parameter decides whether a trial is among the best: how far the density of its values among the best trials differs
 * from that among all (Pearson's divergence). Conditional parameters are judged by the trials that have them.
 *
 * Source: Watanabe, Bansal and Hutter 2023, PED-ANOVA, IJCAI, arXiv 2304.10255; the estimator of densities is that of Optuna's
 * PedAnovaImportanceEvaluator.
 *
 * @param options.quantile fraction of the trials that are the best. Defaults to 0.25.
 * @returns fractions that sum to 1, by path; nothing where fewer than 2 trials are the best
 * @example parameterImportance(space, trials, ['maximize']).get('training.batchSize') // 0.31
 */
export function parameterImportance(
  space: SearchSpace,
  trials: readonly PastTrial[],
  goals: readonly Direction[],
  { quantile = 0.25 } = {},
): Map<string, number> {
  const complete = trials.filter(({ state, params }) => state === 'complete' && Object.keys(params).length > 0)
  const ranked = rankTrials(complete, goals)
  const best = ranked.slice(0, Math.ceil(quantile * ranked.length))
  if (best.length < 2 || best.length === ranked.length) return new Map()
  const divergences = space.map(({ path, distribution }) => {
    const all = complete.filter(({ params }) => Object.hasOwn(params, path))
    const top = best.filter(({ params }) => Object.hasOwn(params, path))
    if (top.length === 0) return [path, 0] as const
    const weight = (top.length / best.length) ** 2 / (all.length / complete.length)
    const [near, far] = [top, all].map(some =>
      densityOf(
        distribution,
        some.map(({ params }) => params[path]!),
      ),
    ) as [number[], number[]]
    return [path, weight * far.reduce((sum, p, cell) => sum + p * (near[cell]! / p - 1) ** 2, 0)] as const
  })
  const total = divergences.reduce((sum, [, divergence]) => sum + divergence, 0)
  return new Map(divergences.map(([path, divergence]) => [path, total === 0 ? 1 / space.length : divergence / total]))
}

/** The probability of each cell of a distribution, estimated from values; a prior that is spread over all counts as one more. */
function densityOf(distribution: Distribution, values: readonly unknown[]): number[] {
  const counts = countsOf(distribution, values)
  const observed = counts.flatMap((count, cell) => (count > 0 ? [{ cell, count }] : []))
  const total = values.length + 1
  const kernels =
    distribution.kind === 'categorical'
      ? categoricalKernels(
          observed.map(({ cell }) => cell),
          counts.length,
        )
      : numberKernels(observed, counts.length)
  const weights = [...observed.map(({ count }) => count), 1]
  return counts.map((_, cell) =>
    weights.reduce((sum, weight, kernel) => sum + (weight / total) * kernels[kernel]![cell]!, 1e-12),
  )
}

function countsOf(distribution: Distribution, values: readonly unknown[]): number[] {
  if (distribution.kind === 'categorical')
    return distribution.labels.map(label => values.filter(value => value === label).length)
  const { kind, low, high, log, step = kind === 'integer' ? 1 : undefined } = distribution
  const steps =
    log && kind === 'integer'
      ? Math.ceil(Math.log2(high - low + 1)) + 1
      : step === undefined
        ? cells
        : Math.round((high - low) / step) + 1
  const count = Math.min(steps, cells)
  const scale = (value: number) => (log ? Math.log(value) : value)
  const width = (scale(high) - scale(low)) / Math.max(1, count - 1)
  const counts = new Array<number>(count).fill(0)
  for (const value of values as number[]) {
    const cell = width === 0 ? 0 : Math.ceil((scale(value) - scale(low)) / width - 0.5)
    counts[Math.min(count - 1, Math.max(0, cell))]! += 1
  }
  return counts
}

function categoricalKernels(observed: readonly number[], count: number): number[][] {
  const rest = 1 / (observed.length + 1)
  return [...observed, -1].map(seen => {
    const weights = Array.from({ length: count }, (_, cell) => rest + (cell === seen ? 1 : 0))
    const sum = weights.reduce((sum, weight) => sum + weight, 0)
    return weights.map(weight => weight / sum)
  })
}

/** Normal kernels by Scott's rule (Scott 1992), cut off at the ends. */
function numberKernels(
  observed: readonly { readonly cell: number; readonly count: number }[],
  count: number,
): number[][] {
  const total = observed.reduce((sum, { count }) => sum + count, 0)
  const mean = observed.reduce((sum, { cell, count }) => sum + cell * count, 0) / total
  const variance =
    observed.reduce((sum, { cell, count }) => sum + count * (cell - mean) ** 2, 0) / Math.max(1, total - 1)
  const cumulative: number[] = []
  for (const { count } of observed) cumulative.push((cumulative.at(-1) ?? 0) + count)
  const first = cumulative.findIndex(sum => sum >= Math.floor(total / 4))
  const third = cumulative.findIndex(sum => sum > Math.floor((total * 3) / 4))
  const range = observed.at(third)!.cell - observed[first]!.cell
  const width = Math.max(1.059 * Math.min(range / 1.34, Math.sqrt(variance)) * total ** -0.2, 0.5 / 1.64)
  const kernel = (center: number, deviation: number) => {
    const within = (low: number, high: number) => normalBetween((low - center) / deviation, (high - center) / deviation)
    const mass = within(-0.5, count - 0.5)
    return Array.from({ length: count }, (_, cell) => within(cell - 0.5, cell + 0.5) / mass)
  }
  return [...observed.map(({ cell }) => kernel(cell, width)), kernel((count - 1) / 2, count)]
}
