import { show } from '../options.js'
import { activation } from './activation.js'
import { batchNormalization } from './batchNormalization.js'
import { conv2d } from './conv2d.js'
import { dense } from './dense.js'
import { dropout } from './dropout.js'
import { flatten } from './flatten.js'
import { globalAveragePool2d } from './globalAveragePool2d.js'
import type { Layer } from './layer.js'
import { averagePool2d, maxPool2d } from './pooling.js'

/** Every layer by its kind. */
export const layerBuilders = {
  dense,
  conv2d,
  maxPool2d,
  averagePool2d,
  globalAveragePool2d,
  flatten,
  dropout,
  batchNormalization,
  activation,
} as const

/** A layer as data: its kind and its options. */
export interface LayerConfig {
  readonly kind: string
  readonly [option: string]: unknown
}

/**
 * Builds a layer from data.
 *
 * @throws Error where the kind or an option is not known, with all that are allowed
 * @example layerFrom({ kind: 'dense', units: 10 })
 */
export function layerFrom(config: LayerConfig): Layer {
  const kinds = Object.keys(layerBuilders)
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    throw new Error(`expected a layer such as {"kind": "flatten"}, received ${show(config)}`)
  const { kind, ...options } = config
  if (!kinds.includes(kind)) throw new Error(`expected kind to be one of ${kinds.join(', ')}, received ${show(kind)}`)
  const build = layerBuilders[kind as keyof typeof layerBuilders] as (options: unknown) => Layer
  return build(options)
}
