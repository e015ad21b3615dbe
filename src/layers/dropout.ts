import * as v from 'valibot'
import { drop } from '../graph/noise.js'
import { fraction, parseOptions } from '../options.js'
import { type Layer, shapeKeepingLayer } from './layer.js'

/** Options of `dropout`. */
export interface DropoutOptions {
  /** The share of values set to zero, in [0, 1). */
  readonly rate: number
}

/**
 * While training, sets a random share of the values to zero and scales up the others so that the mean stays
 * (Srivastava et al. 2014); at prediction it does nothing.
 *
 * Input shape any, output shape the same.
 *
 * @throws {UsageError} if the rate is not in [0, 1)
 * @example dropout({ rate: 0.5 })
 */
export function dropout(options: DropoutOptions): Layer {
  const config = parseOptions('dropout', v.strictObject({ rate: fraction }), options)
  const { rate } = config
  return shapeKeepingLayer('dropout', config, (x, training) =>
    training && rate > 0 ? drop(x, training.keepMask(x.shape, rate), rate) : x,
  )
}
