import type { Layer } from '../../layers/layer.js'
import { size } from '../../training/parameters.js'
import { type Order, orderOfRows, transposed } from '../order.js'

/** A weight of one of our layers, and the variable of Keras that has its numbers. */
export interface Variable {
  readonly weight: string
  /** Its number among those of the layer, and which of the layers there it is of, where ours is several. */
  readonly index: number
  readonly part: number
  readonly shape: readonly number[]
  readonly order: Order
}

/** The weights of each layer in Keras's order. */
const weightNames: Readonly<Record<string, readonly string[]>> = {
  dense: ['kernel', 'bias'],
  conv2d: ['kernel', 'bias'],
  depthwiseConv2d: ['kernel', 'bias'],
  separableConv2d: ['depthwiseKernel', 'pointwiseKernel', 'bias'],
  conv2dTranspose: ['kernel', 'bias'],
  batchNormalization: ['gamma', 'beta', 'movingMean', 'movingVariance'],
  layerNormalization: ['gamma', 'beta'],
  squeezeExcite: ['squeezeKernel', 'squeezeBias', 'exciteKernel', 'exciteBias'],
}

/**
 * The variables of a layer as Keras keeps them.
 *
 * @param shapes of the layer's weights
 * @param features the order of the features of a vector that the layer is applied to
 * @param absent weights that their layer does not have
 */
export function variablesOf(
  { kind, config }: Pick<Layer, 'kind' | 'config'>,
  shapes: Readonly<Record<string, { readonly shape: readonly number[] }>>,
  features: Order,
  absent: readonly string[] = [],
): Variable[] {
  const names = (weightNames[kind] ?? []).filter(name => name in shapes && !absent.includes(name))
  return names.map((weight, index) => {
    const { shape } = shapes[weight]!
    // Of its layers, the second and the third are dense.
    const lies = kind === 'squeezeExcite' ? { index: index % 2, part: index < 2 ? 1 : 2 } : { index, part: 0 }
    return { weight, ...lies, ...arranged(kind, weight, shape, config, features) }
  })
}

function arranged(
  kind: string,
  weight: string,
  shape: readonly number[],
  config: Layer['config'],
  features: Order,
): Pick<Variable, 'shape' | 'order'> {
  if (weight === 'bias' || kind === 'squeezeExcite') return { shape, order: undefined }
  if (kind === 'dense') return { shape, order: orderOfRows(features, shape[1]!) }
  // Ours is [channels · multiplier, 1, height, width], theirs [height, width, channels, multiplier].
  if (weight === 'depthwiseKernel' || kind === 'depthwiseConv2d') {
    const multiplier = config.depthMultiplier as number
    return exchanged([shape[0]! / multiplier, multiplier, shape[2]!, shape[3]!], [2, 3, 0, 1])
  }
  if (weight.toLowerCase().endsWith('kernel')) return exchanged(shape, [2, 3, 1, 0])
  if (kind === 'layerNormalization' && shape.length > 1) return exchanged(shape, axesWithChannelsLast(config.axis))
  return { shape, order: features }
}

function exchanged(shape: readonly number[], axes: readonly number[]): Pick<Variable, 'shape' | 'order'> {
  return { shape: axes.map(axis => shape[axis]!), order: size(shape) === 1 ? undefined : transposed(shape, axes) }
}

/** Several axes of an image in their order there: height and width before the channels. */
function axesWithChannelsLast(axis: unknown): number[] {
  const sorted = ([axis].flat() as number[]).sort((a, b) => a - b)
  return sorted[0] === 1 ? [...sorted.slice(1).map((_, i) => i + 1), 0] : sorted.map((_, i) => i)
}
