import { randomStream } from '../../random.js'
import { isActive, type Label, type Params, type SearchSpace, valueAt } from '../searchSpace.js'
import type { Sampler } from './sampler.js'

/**
 * Random search: every point is drawn on its own. Hard to beat by a grid where only some of the parameters matter.
 *
 * Source: Bergstra and Bengio 2012, Random search for hyper-parameter optimization, JMLR 13.
 *
 * @example randomSampler(space, 0).suggest(3, [])
 */
export function randomSampler(space: SearchSpace, seed: number): Sampler {
  return {
    learns: false,
    suggest: index => pointAt(space, path => randomStream(seed, 'study', index, path).uniform()),
  }
}

/** The point whose every parameter stands at a fraction of its distribution. */
export function pointAt(space: SearchSpace, fractionOf: (path: string, place: number) => number): Params {
  const params: Record<string, Label> = {}
  for (const [place, parameter] of space.entries()) {
    const { path, distribution } = parameter
    if (isActive(parameter, params)) params[path] = valueAt(distribution, fractionOf(path, place))
  }
  return params
}
