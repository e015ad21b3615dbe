import { UsageError } from '../../errors.js'
import { randomStream } from '../../random.js'
import type { SearchSpace } from '../searchSpace.js'
import { pointAt } from './random.js'
import type { Sampler } from './sampler.js'
import { directionNumbers, sobolDimensions } from './sobolDirections.js'

const bits = 32

/**
 * Sobol's quasi-random points, shifted by a seed: they fill the space more evenly than random ones, at any count.
 *
 * Sources: Sobol 1967; directions of Joe and Kuo 2008, Constructing Sobol sequences with better two-dimensional projections, SIAM J.
 * Sci. Comput. 30; order by Gray code of Antonov and Saleev 1979; digital shift of L'Ecuyer and Lemieux 2002.
 *
 * @throws {UsageError} if the space has more than 40 parameters
 * @example sobolSampler(space, 0).suggest(3, [])
 */
export function sobolSampler(space: SearchSpace, seed: number): Sampler {
  if (space.length > sobolDimensions)
    throw new UsageError(
      `space: expected at most ${sobolDimensions} parameters for Sobol's points, received ${space.length}`,
    )
  const shifts = space.map(({ path }) => randomStream(seed, 'sobol', path).uint32())
  return {
    learns: false,
    suggest: index => pointAt(space, (_, place) => ((sobolInteger(index, place) ^ shifts[place]!) >>> 0) / 2 ** bits),
  }
}

/**
 * A coordinate of a point of the sequence, without a shift.
 *
 * @param index of the point, in [0, 2³²)
 * @param dimension in [0, 40)
 * @returns in [0, 1)
 */
export function sobolCoordinate(index: number, dimension: number): number {
  return sobolInteger(index, dimension) / 2 ** bits
}

function sobolInteger(index: number, dimension: number): number {
  const directions = directionsOf(dimension)
  let value = 0
  for (let gray = (index ^ (index >>> 1)) >>> 0, bit = 0; gray > 0; gray >>>= 1, bit++)
    if (gray & 1) value ^= directions[bit]!
  return value >>> 0
}

const known = new Map<number, Int32Array>()

/** The direction numbers of a dimension, one for each bit, by the recurrence of its primitive polynomial. */
function directionsOf(dimension: number): Int32Array {
  const cached = known.get(dimension)
  if (cached) return cached
  const directions = new Int32Array(bits)
  if (dimension === 0) for (let bit = 0; bit < bits; bit++) directions[bit] = 1 << (bits - 1 - bit)
  else {
    const [coefficients, first] = directionNumbers[dimension - 1]!
    const degree = first.length
    for (let bit = 0; bit < bits; bit++) {
      if (bit < degree) {
        directions[bit] = first[bit]! << (bits - 1 - bit)
        continue
      }
      const before = directions[bit - degree]!
      let value = before ^ (before >>> degree)
      for (let k = 1; k < degree; k++) if ((coefficients >> (degree - 1 - k)) & 1) value ^= directions[bit - k]!
      directions[bit] = value
    }
  }
  known.set(dimension, directions)
  return directions
}
