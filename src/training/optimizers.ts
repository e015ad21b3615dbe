import { UsageError } from '../errors.js'
import { expectObject, show } from '../options.js'
import { type AdamOptions, type AdamWOptions, adam, adamw } from './optimizers/adam.js'
import { type LionOptions, lion } from './optimizers/lion.js'
import { type MuonOptions, muon } from './optimizers/muon.js'
import type { Optimizer } from './optimizers/optimizer.js'
import { type RmspropOptions, rmsprop } from './optimizers/rmsprop.js'
import { type SgdOptions, sgd } from './optimizers/sgd.js'

export type { Optimizer }
export { adam, adamw, lion, muon, rmsprop, sgd }

/** Every optimizer by its kind. */
export const optimizerBuilders = { sgd, adam, adamw, rmsprop, lion, muon } as const

/** An optimizer by its name. */
export type OptimizerKind = OptimizerConfig['kind']

/** An optimizer as data. */
export type OptimizerConfig =
  | ({ readonly kind: 'sgd' } & SgdOptions)
  | ({ readonly kind: 'adam' } & AdamOptions)
  | ({ readonly kind: 'adamw' } & AdamWOptions)
  | ({ readonly kind: 'rmsprop' } & RmspropOptions)
  | ({ readonly kind: 'lion' } & LionOptions)
  | ({ readonly kind: 'muon' } & MuonOptions)

/**
 * Builds an optimizer from data.
 *
 * @throws {UsageError} if the kind or an option is not known, with all that are allowed
 * @example optimizerFrom({ kind: 'adamw', learningRate: 0.001, weightDecay: 0.01 })
 */
export function optimizerFrom(config: OptimizerConfig): Optimizer {
  expectObject('optimizer', config)
  const { kind, ...options } = config
  if (!Object.hasOwn(optimizerBuilders, kind))
    throw new UsageError(
      `optimizer: expected kind to be one of ${Object.keys(optimizerBuilders).join(', ')}, received ${show(kind)}`,
    )
  const build = optimizerBuilders[kind] as (options: object) => Optimizer
  return build(options)
}
