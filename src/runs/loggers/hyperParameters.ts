import type { HyperParameters } from '../../tracking/tensorboard/hparams.js'
import type { RunRecord } from '../record.js'

/**
 * What a run was asked for, flat: `optimizer.learningRate` and so on. What was not wanted is left out.
 *
 * @example hyperParametersOf(record)['optimizer.kind'] // 'adam'
 */
export function hyperParametersOf({ name, from, seed, options, parameters }: RunRecord): HyperParameters {
  return Object.fromEntries(flat({ net: name, from, seed, ...options, parameters }))
}

function flat(value: object, prefix = ''): [string, string | number | boolean][] {
  return Object.entries(value).flatMap(([key, found]): [string, string | number | boolean][] => {
    if (found === null || found === undefined) return []
    if (Array.isArray(found)) return [[prefix + key, found.join(', ')]]
    if (typeof found === 'object') return flat(found, `${prefix}${key}.`)
    return [[prefix + key, found]]
  })
}
