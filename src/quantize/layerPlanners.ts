import { UsageError } from '../errors.js'
import type { Activation } from '../layers/activations.js'
import type { ExampleShape } from '../layers/layer.js'
import { type Padding, padsOf } from '../layers/padding.js'
import { type AllSides, bothSides } from '../layers/sides.js'
import type { PlacedLayer } from '../model/placement.js'
import { asPair, type Pair } from '../options.js'
import type { MapShape, WindowPlan } from './plan.js'
import { type Planner, wholeWindow } from './planner.js'

/** What a layer is planned from. */
export interface LayerParts extends PlacedLayer {
  /** Results that it is applied to, by the names of their operations. */
  readonly xs: readonly string[]
  /** Its weights by name; undefined for one that it does without. */
  readonly weight: (name: string) => Float32Array | undefined
}

/** Adds the operations of a layer without its activation, and returns the name of the last. */
type PlanLayer = (planner: Planner, layer: LayerParts) => string

/** How each kind of layer that has a form in integers is planned. */
export const layerPlanners: Readonly<Record<string, PlanLayer>> = {
  dense: (planner, { name, xs, weight, outputShape }) =>
    planner.dense(name, xs[0]!, weight('kernel')!, weight('bias'), outputShape[0]!),
  conv2d: (planner, layer) => convolution(planner, layer, false),
  depthwiseConv2d: (planner, layer) => convolution(planner, layer, true),
  separableConv2d(planner, layer) {
    const { name, xs, weight, inputShapes, outputShape } = layer
    const multiplier = layer.layer.config.depthMultiplier as number
    const shape: MapShape = [inputShapes[0]![0]! * multiplier, outputShape[1]!, outputShape[2]!]
    const [kernel, mixing] = [weight('depthwiseKernel')!, weight('pointwiseKernel')!]
    const depthwise = planner.convolve(`${name}.depthwise`, xs[0]!, shape, {
      kernel,
      depthwise: true,
      window: windowOf(layer, 'kernelSize'),
    })
    return planner.convolve(name, depthwise, mapShape(name, outputShape), {
      kernel: mixing,
      bias: weight('bias'),
      depthwise: false,
      window: wholeWindow(1, 1),
    })
  },
  batchNormalization(planner, { name, xs, layer, weight }) {
    const [gamma, beta, mean, variance] = ['gamma', 'beta', 'movingMean', 'movingVariance'].map(key => weight(key)!)
    const epsilon = layer.config.epsilon as number
    const scale = Float64Array.from(gamma!, (value, i) => value / Math.sqrt(variance![i]! + epsilon))
    return planner.scale(
      name,
      xs[0]!,
      scale,
      Float64Array.from(beta!, (value, i) => value - scale[i]! * mean![i]!),
    )
  },
  maxPool2d: (planner, layer) =>
    planner.maxPool(layer.name, layer.xs[0]!, mapShape(layer.name, layer.outputShape), windowOf(layer, 'poolSize')),
  averagePool2d: (planner, layer) =>
    planner.add({
      kind: 'averagePool',
      name: layer.name,
      inputs: layer.xs,
      shape: mapShape(layer.name, layer.outputShape),
      window: windowOf(layer, 'poolSize'),
    }),
  globalMaxPool2d(planner, { name, xs }) {
    const [channels, height, width] = planner.get(xs[0]!).shape
    const window = { ...wholeWindow(height, width), strides: [height, width] as const }
    return planner.maxPool(name, xs[0]!, [channels, 1, 1], window)
  },
  globalAveragePool2d: (planner, { name, xs }) => globalAverage(planner, name, xs[0]!),
  zeroPadding2d(planner, { name, xs, layer, outputShape }) {
    const [rows, columns] = bothSides(layer.config.padding as AllSides)
    const pads = [rows[0], columns[0], rows[1], columns[1]] as const
    return planner.add({ kind: 'pad', name, inputs: xs, shape: mapShape(name, outputShape), pads })
  },
  cropping2d(planner, { name, xs, layer, outputShape }) {
    const [[top], [left]] = bothSides(layer.config.cropping as AllSides)
    return planner.add({ kind: 'crop', name, inputs: xs, shape: mapShape(name, outputShape), top, left })
  },
  flatten: (planner, layer) => reorder(planner, layer),
  reshape: (planner, layer) => reorder(planner, layer),
  dropout: (_, { xs }) => xs[0]!,
  activation: (_, { xs }) => xs[0]!,
  squeezeExcite(planner, { name, xs, weight }) {
    const [x] = xs as [string]
    planner.share(x)
    const [squeezeBias, exciteBias] = [weight('squeezeBias')!, weight('exciteBias')!]
    const mean = globalAverage(planner, `${name}.mean`, x)
    const squeezed = planner.dense(`${name}.squeeze`, mean, weight('squeezeKernel')!, squeezeBias, squeezeBias.length)
    planner.activate(squeezed, squeezed, 'relu')
    const excited = planner.dense(`${name}.excite`, squeezed, weight('exciteKernel')!, exciteBias, exciteBias.length)
    const factors = planner.activate(`${name}.sigmoid`, excited, 'sigmoid')
    return planner.add({ kind: 'multiply', name, inputs: [x, factors], shape: planner.get(x).shape, relu: false })
  },
  add(planner, { name, xs, inputShapes, outputShape }) {
    if (inputShapes.some(shape => shape.join() !== outputShape.join()))
      throw new UsageError(
        `${name}: expected inputs of one shape, to be quantized, received ${inputShapes.map(shape => `[${shape.join(', ')}]`).join(' and ')}`,
      )
    return planner.add({ kind: 'add', name, inputs: xs, shape: mapShape(name, outputShape), relu: false })
  },
  concatenate(planner, { name, xs, layer, outputShape }) {
    if (layer.config.axis !== 1)
      throw new UsageError(
        `${name}: expected inputs that are joined along axis 1, to be quantized, received axis ${layer.config.axis}`,
      )
    return planner.add({ kind: 'concatenate', name, inputs: xs, shape: mapShape(name, outputShape) })
  },
}

function convolution(planner: Planner, layer: LayerParts, depthwise: boolean): string {
  const { name, xs, weight, outputShape } = layer
  return planner.convolve(name, xs[0]!, mapShape(name, outputShape), {
    kernel: weight('kernel')!,
    bias: weight('bias'),
    depthwise,
    window: windowOf(layer, 'kernelSize'),
  })
}

function globalAverage(planner: Planner, name: string, x: string): string {
  const [channels, height, width] = planner.get(x).shape
  return planner.add({ kind: 'globalAverage', name, inputs: [x], shape: [channels, 1, 1], pixels: height * width })
}

function reorder(planner: Planner, { name, xs, outputShape }: LayerParts): string {
  const shape = mapShape(name, outputShape)
  if (planner.get(xs[0]!).shape.join() === shape.join()) return xs[0]!
  return planner.add({ kind: 'reorder', name, inputs: xs, shape })
}

/** The windows of a layer. */
function windowOf({ layer, inputShapes }: LayerParts, option: 'kernelSize' | 'poolSize'): WindowPlan {
  const config = layer.config as { strides: Pair; padding: Padding } & Record<typeof option, Pair>
  const [size, strides] = [asPair(config[option]), asPair(config.strides)]
  const [, height, width] = inputShapes[0] as unknown as MapShape
  return { size, strides, pads: padsOf([height, width], size, strides, config.padding) }
}

/** A vector is an image of one pixel. */
function mapShape(name: string, shape: ExampleShape): MapShape {
  if (shape.length === 1) return [shape[0]!, 1, 1]
  if (shape.length === 3) return shape as unknown as MapShape
  throw new UsageError(
    `${name}: expected an image or a vector, to be quantized, received the shape [${shape.join(', ')}]`,
  )
}

/** The activation that ends a layer; `linear` where it has none. */
export function activationOf({ layer }: PlacedLayer): Activation {
  return (layer.config.activation ?? layer.config.function ?? 'linear') as Activation
}
