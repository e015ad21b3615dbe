import { UsageError } from '../errors.js'
import { show } from '../options.js'
import { activation } from './activation.js'
import { add } from './add.js'
import { average } from './average.js'
import { batchNormalization } from './batchNormalization.js'
import { concatenate } from './concatenate.js'
import { conv2d } from './conv2d.js'
import { conv2dTranspose } from './conv2dTranspose.js'
import { cropping2d } from './cropping2d.js'
import { dense } from './dense.js'
import { depthwiseConv2d } from './depthwiseConv2d.js'
import { dropout } from './dropout.js'
import { flatten } from './flatten.js'
import { globalAveragePool2d } from './globalAveragePool2d.js'
import { globalMaxPool2d } from './globalMaxPool2d.js'
import type { Layer, MergeLayer } from './layer.js'
import { layerNormalization } from './layerNormalization.js'
import { averagePool2d, maxPool2d } from './pooling.js'
import { reshape } from './reshape.js'
import { separableConv2d } from './separableConv2d.js'
import { squeezeExcite } from './squeezeExcite.js'
import { upSampling2d } from './upSampling2d.js'
import { zeroPadding2d } from './zeroPadding2d.js'

/** Every layer of one input by its kind. */
export const layerBuilders = {
  dense,
  conv2d,
  depthwiseConv2d,
  separableConv2d,
  conv2dTranspose,
  maxPool2d,
  averagePool2d,
  globalMaxPool2d,
  globalAveragePool2d,
  upSampling2d,
  zeroPadding2d,
  cropping2d,
  flatten,
  reshape,
  dropout,
  batchNormalization,
  layerNormalization,
  squeezeExcite,
  activation,
} as const

/** Every layer of several inputs by its kind. */
export const mergeBuilders = { add, average, concatenate } as const

/** A layer as data: its kind and its options. */
export interface LayerConfig {
  readonly kind: string
  readonly [option: string]: unknown
}

/**
 * Builds a layer of one input from data.
 *
 * @throws {UsageError} if the kind or an option is not known, with all that are allowed
 * @example layerFrom({ kind: 'dense', units: 10 })
 */
export function layerFrom(config: LayerConfig): Layer {
  const layer = anyLayerFrom(config)
  if ('merge' in layer)
    throw new UsageError(`${layer.kind}: expected a layer of one input, received one that joins several`)
  return layer
}

/**
 * Builds a layer of one or of several inputs from data.
 *
 * @throws {UsageError} if the kind or an option is not known, with all that are allowed
 * @example anyLayerFrom({ kind: 'concatenate' })
 */
export function anyLayerFrom(config: LayerConfig): Layer | MergeLayer {
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    throw new UsageError(`expected a layer such as {"kind": "flatten"}, received ${show(config)}`)
  const { kind, ...options } = config
  const builders: Record<string, unknown> = { ...layerBuilders, ...mergeBuilders }
  if (typeof kind !== 'string' || !Object.hasOwn(builders, kind))
    throw new UsageError(`expected kind to be one of ${Object.keys(builders).join(', ')}, received ${show(kind)}`)
  return (builders[kind] as (options: unknown) => Layer | MergeLayer)(options)
}
