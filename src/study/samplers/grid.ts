import { UsageError } from '../../errors.js'
import { type Distribution, isActive, type Label, onGrid, type Params, type SearchSpace } from '../searchSpace.js'
import type { Sampler } from './sampler.js'

const maxPoints = 100_000

/**
 * Every point of a grid, once; the last parameter changes fastest. A parameter that is not active makes no points of its own.
 *
 * @throws {UsageError} if a parameter has no end of values, or if there are more than 100,000 points
 * @example gridSampler(parseSpace({ 'training.batchSize': { kind: 'categorical', choices: [128, 256] } })).count // 2
 */
export function gridSampler(space: SearchSpace): Sampler {
  let points: Params[] = [{}]
  for (const parameter of space) {
    const values = valuesOf(parameter.path, parameter.distribution)
    points = points.flatMap(point =>
      isActive(parameter, point) ? values.map(value => ({ ...point, [parameter.path]: value })) : [point],
    )
    if (points.length > maxPoints)
      throw new UsageError(
        `space: expected a grid of at most ${maxPoints} points, received more; a random or Sobol sampler takes some`,
      )
  }
  return { count: points.length, learns: false, suggest: index => points[index]! }
}

function valuesOf(path: string, distribution: Distribution): readonly Label[] {
  if (distribution.kind === 'categorical') return distribution.labels
  const { low, high, log, step = distribution.kind === 'integer' && !log ? 1 : undefined } = distribution
  if (step === undefined)
    throw new UsageError(`space, ${path}: expected a step, or choices, for a grid, received a range without`)
  const count = Math.floor((high - low) / step + 1e-9) + 1
  if (count > maxPoints) throw new UsageError(`space, ${path}: expected at most ${maxPoints} steps, received ${count}`)
  return Array.from({ length: count }, (_, at) => onGrid(distribution, low + at * step))
}
