import { ModelError } from '../../errors.js'
import { anyLayerFrom, type LayerConfig } from '../../layers/catalog.js'
import type { ExampleShape } from '../../layers/layer.js'
import { type Padding, padsOf } from '../../layers/padding.js'
import { nameMaker } from '../../model/placement.js'
import { show } from '../../options.js'
import { size } from '../../training/parameters.js'
import { IMAGE, type ReadLayer } from '../assemble.js'
import { featureOrder } from '../featureOrder.js'
import { type Order, orderOfRows, toOurs, transposed } from '../order.js'
import type { Scaling } from '../pixels.js'
import { squeezeExciteOf } from '../squeezeExcite.js'
import { type Constant, constantOf, folded } from './constants.js'
import type { OnnxGraph, OnnxNode } from './graph.js'
import { refused } from './refused.js'

/** What flows between the nodes of a graph. */
interface Traced {
  readonly kind: 'traced'
  /** Of our layer, or of the input. */
  readonly name: string
  /** Ours: [channels, height, width], or [features]. */
  readonly shape: ExampleShape
  /** How ONNX has it, without the batch: the axes of ours, with 1 for an axis that we have not. */
  readonly axes: readonly (0 | 1 | 2 | 'one')[]
  /** Of a vector's features. */
  readonly order?: Order
  /** Set where these are still pixels: how they were scaled so far. */
  readonly scaled?: readonly Scaling[]
  /** Of a product without a bias, or of channels that were scaled: the index of its layer, to which an Add may give an offset. */
  readonly product?: number
  /** Set where these are the pixels in a row, as an input has them. */
  readonly flat?: boolean
  /** Set within silu and gelu, which several nodes make: the node, for which there is no layer by itself. */
  readonly part?: OnnxNode | undefined
  /** Set of an image with the lowest number around it, which a MaxPool ignores: top, left, bottom, right. */
  readonly lowest?: readonly number[] | undefined
}

/** Sizes that a graph asks for, of a batch whose size is open: -1. */
type Value = Traced | Constant

/** What a graph is, in layers of ours. */
export interface OnnxTrace {
  readonly layers: readonly ReadLayer[]
  readonly imageShape: readonly number[]
  readonly classes: number
  readonly scaling: readonly Scaling[]
}

const functions: Readonly<Record<string, string>> = {
  Relu: 'relu',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
  Softmax: 'softmax',
  LogSoftmax: 'softmax',
}

/**
 * Follows a graph from its input, and describes its nodes by layers of ours.
 *
 * @param input the name of the only input, and its shape without the batch
 * @param output the name of the only output
 * @throws {ModelError} that names an operator which there is no layer for
 */
export function traceGraph(
  graph: OnnxGraph,
  input: { readonly name: string; readonly shape: readonly number[] },
  output: string,
): OnnxTrace {
  const layers: ReadLayer[] = []
  const values = new Map<string, Value>()
  const nextName = nameMaker([IMAGE])
  const producers = new Map(graph.nodes.flatMap(node => node.outputs.map(name => [name, node])))
  let scaling: readonly Scaling[] | undefined
  for (const [name, tensor] of graph.constants) values.set(name, { kind: 'constant', ...tensor })
  const start = inputOf(input.shape)
  values.set(input.name, start)

  const inputAt = (node: OnnxNode, index: number): Value | undefined => {
    const name = node.inputs[index]
    if (!name) return undefined
    const value = values.get(name)
    if (!value) throw refused(node, `its input ${show(name)} does not follow from the image`)
    return value
  }

  for (const node of graph.nodes) {
    if (node.domain !== '' && node.domain !== 'ai.onnx') throw refused(node, `it is of the domain ${show(node.domain)}`)
    const value = apply(node)
    if (value) values.set(node.outputs[0]!, value)
  }
  const last = values.get(output)
  if (last?.kind === 'traced') touch(last)
  if (last?.kind !== 'traced' || last.shape.length !== 1 || last.order || last.scaled)
    throw new ModelError('expected a graph that yields one value for each class')
  return {
    layers: reached(layers, last.name),
    imageShape: start.shape,
    classes: last.shape[0]!,
    scaling: scaling ?? [],
  }

  function apply(node: OnnxNode): Value | undefined {
    const { operator, attributes } = node
    const constants = node.inputs.map((_, i) => inputAt(node, i)).filter(value => value !== undefined)
    if (operator === 'Constant') return constantOf(node)
    if (operator === 'Shape') return shapeOf(node)
    if (constants.every(value => value.kind === 'constant')) return folded(node, constants as Constant[])
    const x = constants.find(value => value.kind === 'traced') as Traced
    switch (operator) {
      case 'Identity':
      case 'Cast':
        return x
      case 'Dropout':
        return place({ kind: 'dropout', rate: dropoutRate(node) }, [x])
      case 'Add':
      case 'Sub':
      case 'Mul':
      case 'Div':
        return arithmetic(node)
      case 'Mean':
        return merge(node, { kind: 'average' })
      case 'Transpose':
        return transpose(node, x)
      case 'Reshape':
      case 'Flatten':
      case 'Squeeze':
      case 'Unsqueeze':
        return reshape(node, x)
      case 'Conv':
        return convolution(node, x)
      case 'Gemm':
      case 'MatMul':
        return dense(node, x)
      case 'MaxPool':
      case 'AveragePool':
        return pool(node, x)
      case 'GlobalAveragePool':
      case 'GlobalMaxPool':
        return globalPool(node, x, true)
      case 'ReduceMean':
      case 'ReduceMax':
      case 'ReduceSum':
        return globalPool(node, x, attributes.keepdims !== 0)
      case 'BatchNormalization':
        return batchNormalization(node, x)
      case 'LayerNormalization':
        return layerNormalization(node, x)
      case 'ConvTranspose':
        return transposedConvolution(node, x)
      case 'Resize':
      case 'Upsample':
        return resize(node, x)
      case 'Concat':
        return merge(node, { kind: 'concatenate', axis: ownAxis(node, x, Number(attributes.axis)) })
      case 'Pad':
        return pad(node, x)
      case 'Slice':
        return crop(node, x)
      case 'Relu':
      case 'Sigmoid':
      case 'Tanh':
      case 'Softmax':
      case 'LogSoftmax':
        return activation(node, x, functions[operator])
      case 'LeakyRelu':
        return activation(node, x, { kind: 'leakyRelu', slope: rounded(Number(attributes.alpha ?? 0.01)) })
      case 'Elu':
        return activation(node, x, { kind: 'elu', alpha: rounded(Number(attributes.alpha ?? 1)) })
      case 'Gelu':
        if ((attributes.approximate ?? 'none') === 'none') return activation(node, x, 'gelu')
        throw refused(node, 'it is approximate')
      case 'Erf':
        return { ...x, part: node } // of gelu, which its last product stands for
      default:
        throw refused(node, 'there is no layer for it here')
    }
  }

  /** Adds a layer. */
  function place(config: LayerConfig, given: readonly Traced[], weights: ReadLayer['weights'] = {}): Traced {
    const inputs = given.map(touch)
    const layer = anyLayerFrom(config)
    const shapes = inputs.map(({ shape }) => shape)
    const shape = 'merge' in layer ? layer.mergedShape(shapes) : layer.outputShape(shapes[0]!)
    const name = nextName(config.kind)
    const isUnmixed = config.kind === 'flatten' && inputs[0]!.axes.filter(axis => axis !== 'one').join() === '0,1,2'
    const order = isUnmixed ? undefined : featureOrder(name, config.kind, inputs, shape)
    layers.push({ name, inputs: inputs.map(input => input.name), config, weights })
    const axes = shape.length === inputs[0]!.shape.length ? inputs[0]!.axes : shape.map((_, i) => i as 0 | 1 | 2)
    return { kind: 'traced', name, shape, axes, order }
  }

  function touch({ scaled, product: _, part, flat, ...rest }: Traced): Traced {
    if (part) throw refused(part, 'there is no layer for it here')
    if (!scaled) return rest
    if (scaling && JSON.stringify(scaling) !== JSON.stringify(scaled))
      throw new ModelError('expected pixels that are scaled in one way, received a graph that takes them in several')
    scaling = scaled
    return flat ? place({ kind: 'flatten' }, [rest]) : rest
  }

  function activation(node: OnnxNode, x: Traced, function_: unknown): Traced {
    if (function_ === 'softmax' && x.shape.length !== 1) throw refused(node, 'it is not of a vector')
    return place({ kind: 'activation', function: function_ }, [x])
  }

  function arithmetic(node: OnnxNode): Traced {
    const { operator } = node
    const [a, b] = [inputAt(node, 0)!, inputAt(node, 1)!]
    const composed = operator === 'Mul' ? siluOrGelu(node) : undefined
    if (composed) return composed
    if (a.kind === 'traced' && b.kind === 'traced') {
      if (operator === 'Add') return merge(node, { kind: 'add' })
      const gated = operator === 'Mul' ? (squeezeExcite(node, a, b) ?? squeezeExcite(node, b, a)) : undefined
      return gated ?? { ...a, part: node }
    }
    const [x, constant] = (a.kind === 'traced' ? [a, b] : [b, a]) as [Traced, Constant]
    const numbers = [...constant.data]
    if (x.scaled) {
      const isFlipped = a.kind === 'constant' && (operator === 'Sub' || operator === 'Div')
      if (isFlipped) throw refused(node, 'pixels are subtracted from a number, or divide it')
      const scale = operator === 'Mul' ? numbers : operator === 'Div' ? numbers.map(value => 1 / value) : [1]
      const offset = operator === 'Add' ? numbers : operator === 'Sub' ? numbers.map(value => -value) : [0]
      return { ...x, scaled: [...x.scaled, [scale, offset]] }
    }
    const [sum, pixels] = [x.part, x.shape[1]! * x.shape[2]!]
    const factor = operator === 'Mul' ? numbers[0]! : 1 / numbers[0]!
    if (sum?.operator === 'ReduceSum' && /Mul|Div/.test(operator) && Math.abs(factor * pixels - 1) < 1e-4)
      return globalPool({ ...sum, operator: 'ReduceMean' }, { ...x, part: undefined }, sum.attributes.keepdims !== 0)
    return (x.part ? undefined : scaleChannels(node, x, constant)) ?? { ...x, part: node }
  }

  /** What is left of a batch normalization after training: a factor or an offset for each channel, or one for all. Both in a row are one layer. */
  function scaleChannels({ operator, inputs }: OnnxNode, x: Traced, constant: Constant): Traced | undefined {
    const numbers = numbersOfChannels(x, constant)
    const isFlipped = values.get(inputs[0]!) === constant
    if (!numbers || (isFlipped && operator === 'Div')) return undefined
    const all = (value: number) => new Float32Array(x.shape[0]!).fill(value)
    const isSum = operator === 'Add' || operator === 'Sub'
    const offset = operator === 'Add' || isFlipped ? numbers : numbers.map(value => -value)
    const layer = x.product === undefined ? undefined : layers[x.product]
    if (isSum && layer && !(isFlipped && operator === 'Sub')) {
      const isDense = layer.config.kind === 'dense'
      layers[x.product!] = {
        ...layer,
        config: { ...layer.config, ...(isDense && { useBias: true }) },
        weights: { ...layer.weights, [isDense ? 'bias' : 'beta']: offset },
      }
      return touch(x)
    }
    const factor = operator === 'Div' ? numbers.map(value => 1 / value) : numbers
    const epsilon = 1e-3
    const weights = {
      gamma: isSum ? all(isFlipped && operator === 'Sub' ? -1 : 1) : factor,
      beta: isSum ? offset : all(0),
      ...{ movingMean: all(0), movingVariance: all(1 - epsilon) },
    }
    const placed = place({ kind: 'batchNormalization', epsilon }, [x], weights)
    return isSum ? placed : { ...placed, product: layers.length - 1 }
  }

  /** A constant as a number for each channel or feature, if it is broadcast so. */
  function numbersOfChannels({ shape, axes, order }: Traced, constant: Constant): Float32Array | undefined {
    const [channels] = shape as [number]
    if (constant.data.length === 1) return new Float32Array(channels).fill(constant.data[0]!)
    const fromEnd = axes.length - axes.indexOf(0)
    if (constant.data.length !== channels || constant.shape.at(-fromEnd) !== channels) return undefined
    return toOurs(constant.data, order)
  }

  /** x · sigmoid(x), or what `gelu` says. */
  function siluOrGelu(node: OnnxNode): Traced | undefined {
    const [a, b] = node.inputs as [string, string]
    for (const [x, y] of [
      [a, b],
      [b, a],
    ] as const) {
      const sigmoid = producers.get(y)
      const source = values.get(x)
      if (sigmoid?.operator === 'Sigmoid' && sigmoid.inputs[0] === x && source?.kind === 'traced') {
        const gate = values.get(y)
        if (gate?.kind !== 'traced' || layers.at(-1)?.name !== gate.name) return undefined
        layers.pop() // what silu is made of is no layer by itself
        return activation(node, source, 'silu')
      }
    }
    return gelu(node)
  }

  /** x · ½ · (1 + erf(x / √2)), in any order of its factors. */
  function gelu(node: OnnxNode): Traced | undefined {
    const sum = factorsOf(node)
      .map(name => producers.get(name))
      .find(producer => producer?.operator === 'Add')
    const erf = sum?.inputs.map(name => producers.get(name)).find(producer => producer?.operator === 'Erf')
    const division = erf && producers.get(erf.inputs[0]!)
    const x = division?.inputs.find(name => values.get(name)?.kind === 'traced')
    const source = x === undefined ? undefined : values.get(x)
    if (!sum || !division || x === undefined || source?.kind !== 'traced') return undefined
    const factors = factorsOf(node, x)
    const numbers = factors.flatMap(name => constantNumber(name) ?? [])
    const divisor = division.inputs.flatMap(name => constantNumber(name) ?? [])[0] ?? 0
    const isWhole =
      factors.length === 3 && factors.includes(x) && factors.includes(sum.outputs[0]!) && numbers.join() === '0.5'
    const isOne = sum.inputs.some(name => constantNumber(name) === 1)
    const root = division.operator === 'Div' ? Math.SQRT2 : Math.SQRT1_2
    return isWhole && isOne && Math.abs(divisor - root) < 1e-4 ? activation(node, source, 'gelu') : undefined
  }

  /** An image times factors that follow from its means by two dense layers: the layers that they were taken for are left out later. */
  function squeezeExcite(node: OnnxNode, image: Traced, factors: Traced): Traced | undefined {
    const [channels] = image.shape as [number]
    if (image.shape.length !== 3 || factors.shape.join() !== String(channels) || image.part || image.scaled)
      return undefined
    let name = factors.name
    const before = (config: LayerConfig) => {
      const layer = layers.find(layer => layer.name === name)
      const { kind, function: function_ = layer?.config.function } = config
      if (!layer || layer.config.kind !== kind || layer.config.function !== function_) return undefined
      name = layer.inputs[0]!
      return layer
    }
    if (!before({ kind: 'activation', function: 'sigmoid' })) return undefined
    const excite = before({ kind: 'dense' })
    if (!before({ kind: 'activation', function: 'relu' })) return undefined
    const squeeze = before({ kind: 'dense' })
    before({ kind: 'flatten' })
    if (!excite || !squeeze || !before({ kind: 'globalAveragePool2d' }) || name !== image.name) return undefined
    const isBroadcast = image.axes.map(axis => (axis === 0 ? 0 : 'one')).join() === factors.axes.join()
    if (!isBroadcast) throw refused(node, 'its factors are not one for each channel')
    const units = squeeze.config.units as number
    const biasOf = (layer: ReadLayer, length: number) => layer.weights.bias ?? new Float32Array(length)
    return place(squeezeExciteOf(node.operator, channels, units), [image], {
      ...{ squeezeKernel: squeeze.weights.kernel!, squeezeBias: biasOf(squeeze, units) },
      ...{ exciteKernel: excite.weights.kernel!, exciteBias: biasOf(excite, channels) },
    })
  }

  /** What a product multiplies, those of its factors that are products included. */
  function factorsOf({ inputs }: OnnxNode, undivided?: string): string[] {
    return inputs.flatMap(name => {
      const producer = producers.get(name)
      return producer?.operator === 'Mul' && name !== undivided ? factorsOf(producer, undivided) : [name]
    })
  }

  function constantNumber(name: string): number | undefined {
    const value = values.get(name)
    return value?.kind === 'constant' && value.data.length === 1 ? value.data[0] : undefined
  }

  function merge(node: OnnxNode, config: LayerConfig): Traced {
    const inputs = node.inputs.map((_, i) => inputAt(node, i)!)
    if (!inputs.every(input => input.kind === 'traced' && String(input.axes) === String((inputs[0] as Traced).axes)))
      throw refused(node, 'its inputs have not the same axes')
    return place(config, inputs as Traced[])
  }

  function transpose(node: OnnxNode, x: Traced): Traced {
    const perm = (node.attributes.perm as number[] | undefined) ?? []
    if (perm[0] !== 0 || perm.length !== x.axes.length + 1) throw refused(node, `it moves the batch: ${show(perm)}`)
    return { ...x, axes: perm.slice(1).map(axis => x.axes[axis - 1]!) }
  }

  function reshape(node: OnnxNode, given: Traced): Traced {
    const { flat: _, ...x } = given.flat && node.operator.endsWith('squeeze') ? touch(given) : given
    const sizes = x.axes.map(axis => (axis === 'one' ? 1 : x.shape[axis]!))
    const target = targetOf(node, x, given.flat ? [size(x.shape)] : sizes)
    if (given.flat && target.length === 1) return given
    const isPlain = x.shape.length === 3 ? x.axes.filter(axis => axis !== 'one').join() === '0,1,2' : true
    const real = target.filter(size => size !== 1)
    // Only axes of size 1 come or go: nothing is moved.
    if (real.join() === sizes.filter(size => size !== 1).join() && (target.length > 1 || x.shape.length === 1)) {
      const kept = x.axes.filter(axis => axis !== 'one' && x.shape[axis] !== 1)
      const idle = ([0, 1, 2] as const).filter(axis => x.shape[axis] === 1)
      return {
        ...x,
        axes: target.map(size => (size === 1 ? (idle.shift() ?? 'one') : kept.shift()!)),
      }
    }
    if (target.length === 1) return place({ kind: 'flatten' }, [x])
    if (target.length !== 3 || !isPlain || x.order) throw refused(node, `it reshapes to [${target.join(', ')}]`)
    return place({ kind: 'reshape', targetShape: target }, [x])
  }

  function targetOf(node: OnnxNode, x: Traced, sizes: readonly number[]): number[] {
    const second = inputAt(node, 1)
    const listed = (second?.kind === 'constant' ? [...second.data] : (node.attributes.axes as number[])) ?? []
    const all = size(sizes)
    if (node.operator === 'Flatten') {
      if ((node.attributes.axis ?? 1) !== 1) throw refused(node, 'it flattens the batch')
      return [all]
    }
    if (node.operator === 'Reshape') {
      const known = listed.map((size, axis) => (size === 0 ? (axis === 0 ? -1 : sizes[axis - 1]!) : size))
      const rest = known.slice(1)
      const open = rest.indexOf(-1)
      if (open >= 0) rest[open] = all / size(rest.filter(size => size !== -1))
      if (size(rest) !== all) throw refused(node, `it reshapes the batch: [${listed.join(', ')}]`)
      return rest
    }
    const rank = x.axes.length + 1 + (node.operator === 'Unsqueeze' ? listed.length : 0)
    const axes = listed.map(axis => (axis < 0 ? axis + rank : axis))
    if (axes.includes(0)) throw refused(node, 'it changes the batch')
    if (node.operator === 'Squeeze')
      return axes.length === 0 ? sizes.filter(size => size !== 1) : sizes.filter((_, i) => !axes.includes(i + 1))
    const given = [...sizes]
    return Array.from({ length: rank - 1 }, (_, i) => (axes.includes(i + 1) ? 1 : given.shift()!))
  }

  function expectChannelsFirst(node: OnnxNode, x: Traced): void {
    if (x.shape.length !== 3 || x.axes.join() !== '0,1,2')
      throw refused(node, 'it is not applied to an image with its channels first')
  }

  function convolution(node: OnnxNode, x: Traced): Traced {
    const [kernel, bias] = [constantInput(node, 1)!, constantInput(node, 2)]
    if (x.axes.join() === '0,one,one') return pointwise(node, x, kernel, bias)
    expectChannelsFirst(node, x)
    const { dilations = [1, 1], group = 1 } = node.attributes
    if (String(dilations) !== '1,1') throw refused(node, `it is dilated by ${show(dilations)}`)
    const [filters, perGroup, ...kernelSize] = kernel.shape as [number, number, number, number]
    const [channels] = x.shape as [number]
    const isDepthwise = group === channels && group !== 1
    if (group !== 1 && !isDepthwise) throw refused(node, `it has ${show(group)} groups of ${channels} channels`)
    if (perGroup * (group as number) !== channels) throw refused(node, `its kernel is for ${perGroup} channels`)
    const { strides, padding, padded } = windows(node, x, kernelSize)
    const common = { kernelSize, strides, padding, useBias: bias !== undefined }
    const config = isDepthwise
      ? { kind: 'depthwiseConv2d', depthMultiplier: filters / channels, ...common }
      : { kind: 'conv2d', filters, ...common }
    return place(config, [padded], { kernel: kernel.data, ...(bias && { bias: bias.data }) })
  }

  /** A convolution of the means of an image, [channels, 1, 1], is a dense layer. */
  function pointwise(node: OnnxNode, x: Traced, kernel: Constant, bias: Constant | undefined): Traced {
    const [units, inputs, ...window] = kernel.shape as [number, number, number, number]
    const { group = 1, pads = [] } = node.attributes
    if (window.join() !== '1,1' || group !== 1 || (pads as number[]).some(pad => pad !== 0))
      throw refused(node, 'it is applied to one value of each channel, and is no convolution of 1 × 1 pixels')
    const data = toOurs(kernel.data, transposed([inputs, units], [1, 0]))
    const config = { kind: 'dense', units, useBias: bias !== undefined }
    const placed = place(config, [{ ...x, axes: [0] }], { kernel: data, ...(bias && { bias: bias.data }) })
    return { ...placed, axes: x.axes }
  }

  function transposedConvolution(node: OnnxNode, x: Traced): Traced {
    expectChannelsFirst(node, x)
    const [kernel, bias] = [constantInput(node, 1)!, constantInput(node, 2)]
    const { dilations = [1, 1], group = 1, auto_pad = 'NOTSET', strides: steps = [1, 1] } = node.attributes
    const { pads = [0, 0, 0, 0], output_padding = [0, 0], output_shape } = node.attributes
    if (String(dilations) !== '1,1' || group !== 1) throw refused(node, 'it is dilated, or has several groups')
    const [, filters, ...kernelSize] = kernel.shape as [number, number, number, number]
    const strides = steps as [number, number]
    const [beyond, given] = [output_padding as number[], pads as number[]]
    const outputs = [0, 1].map(
      axis =>
        (x.shape[axis + 1]! - 1) * strides[axis]! + kernelSize[axis]! + beyond[axis]! - given[axis]! - given[axis + 2]!,
    )
    const paddingOf = (padding: Padding) => {
      const wanted = [0, 1].map(axis =>
        padding === 'same'
          ? x.shape[axis + 1]! * strides[axis]!
          : (x.shape[axis + 1]! - 1) * strides[axis]! + Math.max(kernelSize[axis]!, strides[axis]!),
      ) as [number, number]
      const [top, left] = padsOf(wanted, kernelSize as [number, number], strides, padding)
      const isIt = wanted.join() === outputs.join() && top === given[0] && left === given[1]
      return isIt ? [padding] : []
    }
    const [padding] = [...paddingOf('valid'), ...paddingOf('same')]
    if (padding === undefined || auto_pad !== 'NOTSET' || output_shape !== undefined)
      throw refused(node, `it is cut by [${given.join(', ')}], to ${outputs.join(' × ')} pixels`)
    const config = { kind: 'conv2dTranspose', filters, kernelSize, strides, padding, useBias: bias !== undefined }
    return place(config, [x], { kernel: kernel.data, ...(bias && { bias: bias.data }) })
  }

  /** Enlarging by a whole factor, where every pixel is repeated or pixels are mixed by the distance of their centers. */
  function resize(node: OnnxNode, x: Traced): Traced {
    expectChannelsFirst(node, x)
    const {
      mode = 'nearest',
      coordinate_transformation_mode = 'half_pixel',
      nearest_mode = 'round_prefer_floor',
    } = node.attributes
    const last = (index: number) => [...(constantInput(node, index)?.data ?? [])]
    const isOld = node.operator === 'Upsample'
    const [scales, sizes] = isOld ? [last(1), []] : [last(2), last(3)]
    const factors = scales.length > 0 ? scales : sizes.map((size, i) => (i < 2 ? 1 : size / x.shape[i - 1]!))
    const [batch, channels, ...size] = factors
    const isWhole = size.length === 2 && size.every(factor => Number.isInteger(factor) && factor > 0)
    if (!isWhole || batch !== 1 || channels !== 1) throw refused(node, `it enlarges by [${factors.join(', ')}]`)
    const transformation = isOld ? 'asymmetric' : String(coordinate_transformation_mode)
    const rounding = isOld ? 'floor' : String(nearest_mode)
    const isCentered = /^(pytorch_)?half_pixel$/.test(transformation)
    const isNearest =
      mode === 'nearest' &&
      (isCentered ? rounding.startsWith('round') : `${transformation} ${rounding}` === 'asymmetric floor')
    if (!isNearest && !(mode === 'linear' && isCentered))
      throw refused(node, `it is ${mode} by ${transformation}, ${rounding}`)
    return place({ kind: 'upSampling2d', size, interpolation: isNearest ? 'nearest' : 'bilinear' }, [x])
  }

  /** Pads that are neither none nor those of `same` become a layer. */
  function windows(node: OnnxNode, x: Traced, window: readonly number[]) {
    const strides = ((node.attributes.strides as number[] | undefined) ?? [1, 1]) as [number, number]
    const size = [x.shape[1]!, x.shape[2]!] as const
    const same = padsOf(size, window as [number, number], strides, 'same')
    const auto = (node.attributes.auto_pad as string | undefined) ?? 'NOTSET'
    const given = (node.attributes.pads as number[] | undefined) ?? [0, 0, 0, 0]
    const lower = [same[2], same[3], same[0], same[1]]
    const written = given.map((pad, i) => pad + (x.lowest?.[i] ?? 0) + beyond(node, size, window, strides, i))
    const pads =
      auto === 'SAME_UPPER' ? [...same] : auto === 'SAME_LOWER' ? lower : auto === 'VALID' ? [0, 0, 0, 0] : written
    if (pads.every(pad => pad === 0)) return { strides, padding: 'valid' as Padding, padded: x }
    if (pads.join() === same.join()) return { strides, padding: 'same' as Padding, padded: x }
    const isAverage = node.operator === 'AveragePool' && node.attributes.count_include_pad !== 1
    if (node.operator === 'MaxPool' || isAverage) throw refused(node, `it pads by [${pads.join(', ')}]`)
    const [top, left, bottom, right] = pads
    const padding = [
      [top, bottom],
      [left, right],
    ]
    return { strides, padding: 'valid' as Padding, padded: place({ kind: 'zeroPadding2d', padding }, [x]) }
  }

  /** By how much the last window sticks out where sizes are rounded up (ceil_mode): no pixel there counts, as none of a padded one. */
  function beyond(
    { attributes }: OnnxNode,
    size: readonly number[],
    window: readonly number[],
    strides: readonly number[],
    side: number,
  ): number {
    if (attributes.ceil_mode !== 1 || side < 2) return 0
    const pads = (attributes.pads as number[] | undefined) ?? [0, 0, 0, 0]
    const rest = (size[side - 2]! + pads[side - 2]! + pads[side]! - window[side - 2]!) % strides[side - 2]!
    return rest === 0 ? 0 : strides[side - 2]! - rest
  }

  function pool(node: OnnxNode, given: Traced): Traced {
    const { lowest, part, ...plain } = given
    const x = lowest && node.operator === 'MaxPool' ? { ...plain, lowest } : given
    expectChannelsFirst(node, x)
    const { kernel_shape, dilations = [1, 1], count_include_pad = 0 } = node.attributes
    const poolSize = kernel_shape as number[]
    if (String(dilations) !== '1,1') throw refused(node, `it is dilated by ${show(dilations)}`)
    const { strides, padding, padded } = windows(node, x, poolSize)
    const sticksOut = [2, 3].some(side => beyond(node, x.shape.slice(1), poolSize, strides, side) > 0)
    if ((padding === 'same' || sticksOut) && node.operator === 'AveragePool' && count_include_pad === 1)
      throw refused(node, 'its padding counts (count_include_pad)')
    const { lowest: _, ...inside } = padded
    return place({ kind: node.operator === 'MaxPool' ? 'maxPool2d' : 'averagePool2d', poolSize, strides, padding }, [
      inside,
    ])
  }

  function globalPool(node: OnnxNode, x: Traced, keeps: boolean): Traced {
    if (node.operator.startsWith('Reduce')) {
      const given = (node.attributes.axes as number[] | undefined) ?? [...(constantInput(node, 1)?.data ?? [])]
      const axes = given.map(axis => x.axes[(axis < 0 ? axis + x.axes.length + 1 : axis) - 1])
      if (x.shape.length !== 3 || axes.toSorted().join() !== '1,2')
        throw refused(node, 'it is not over height and width')
    } else expectChannelsFirst(node, x)
    if (node.operator === 'ReduceSum') return { ...x, part: node }
    const isMaximum = node.operator.endsWith('Max') || node.operator === 'GlobalMaxPool'
    const pooled = place({ kind: isMaximum ? 'globalMaxPool2d' : 'globalAveragePool2d' }, [x])
    return keeps ? { ...pooled, axes: x.axes.map(axis => (axis === 0 ? 0 : 'one')) } : pooled
  }

  function dense(node: OnnxNode, given: Traced): Traced {
    const x = given.flat ? touch(given) : given
    const { alpha = 1, beta = 1, transA = 0, transB = 0 } = node.attributes
    const kernel = constantInput(node, 1)
    const bias = node.operator === 'Gemm' ? constantInput(node, 2) : undefined
    if (kernel?.shape.length !== 2 || x.shape.length !== 1 || alpha !== 1 || beta !== 1 || transA !== 0)
      throw refused(node, 'it is no product of a vector and a constant matrix')
    const [rows, columns] = (transB ? kernel.shape.toReversed() : kernel.shape) as [number, number]
    const kernelData = transB ? toOurs(kernel.data, transposed([rows, columns], [1, 0])) : kernel.data
    const data = toOurs(kernelData, orderOfRows(x.order, columns))
    const config = { kind: 'dense', units: columns, useBias: bias !== undefined }
    const spread = bias && (bias.data.length === columns ? bias.data : new Float32Array(columns).fill(bias.data[0]!))
    const placed = place(config, [x], { kernel: data, ...(spread && { bias: spread }) })
    return bias ? placed : { ...placed, product: layers.length - 1 }
  }

  function batchNormalization(node: OnnxNode, x: Traced): Traced {
    if (x.shape.length === 3) expectChannelsFirst(node, x)
    const { epsilon = 1e-5, momentum = 0.9, training_mode = 0 } = node.attributes
    if (training_mode !== 0) throw refused(node, 'it was exported for training')
    const names = ['gamma', 'beta', 'movingMean', 'movingVariance']
    const weights = Object.fromEntries(
      names.map((name, i) => [name, toOurs(constantInput(node, i + 1)!.data, x.order)]),
    )
    const kept = Math.min(Math.max(rounded(Number(momentum)), 0), 0.999)
    return place({ kind: 'batchNormalization', epsilon: rounded(Number(epsilon)), momentum: kept }, [x], weights)
  }

  function crop(node: OnnxNode, x: Traced): Traced {
    const numbers = (index: number) => [...(constantInput(node, index)?.data ?? [])]
    const [starts, ends] = [numbers(1), numbers(2)]
    const axes = node.inputs[3] ? numbers(3) : [...starts.keys()]
    const isWhole = numbers(4).every(step => step === 1) && x.shape.length === 3 && !x.flat
    const cropping = [1, 2].map(() => [0, 0])
    for (const [i, axis] of axes.entries()) {
      const own = x.axes[(axis < 0 ? axis + x.axes.length + 1 : axis) - 1]
      if (!isWhole || (own !== 1 && own !== 2)) throw refused(node, 'it takes something else than a part of images')
      const length = x.shape[own]!
      const at = (bound: number) => Math.min(Math.max(bound < 0 ? bound + length : bound, 0), length)
      cropping[own - 1] = [at(starts[i]!), length - at(ends[i]!)]
    }
    return place({ kind: 'cropping2d', cropping }, [x])
  }

  function pad(node: OnnxNode, x: Traced): Traced {
    const pads = constantInput(node, 1) ?? { data: (node.attributes.pads as number[] | undefined) ?? [] }
    const [value] = constantInput(node, 2)?.data ?? [0]
    const both = [...pads.data]
    const isLowest = value !== undefined && value < -3e38
    const isConstant = (node.attributes.mode ?? 'constant') === 'constant' && (value === 0 || isLowest)
    if (!isConstant || both.length !== 8 || x.shape.length !== 3)
      throw refused(node, 'it pads by something else than zeros around images')
    if (x.axes.includes('one')) throw refused(node, 'it pads an axis of size 1')
    const at = (axis: 0 | 1 | 2) => [both[x.axes.indexOf(axis) + 1]!, both[x.axes.indexOf(axis) + 5]!]
    if (both[0] !== 0 || both[4] !== 0 || at(0).some(size => size !== 0)) throw refused(node, 'it pads channels')
    const [[top, bottom], [left, right]] = [at(1), at(2)] as [[number, number], [number, number]]
    if (isLowest) return { ...x, lowest: [top, left, bottom, right], part: node }
    return place({ kind: 'zeroPadding2d', padding: [at(1), at(2)] }, [x])
  }

  /** Over the last axes: the features of a vector, all of an image, or its channels where these come last. */
  function layerNormalization(node: OnnxNode, x: Traced): Traced {
    const { axis = -1, epsilon = 1e-5 } = node.attributes
    const rank = x.axes.length + 1
    const first = Number(axis) < 0 ? Number(axis) + rank : Number(axis)
    const axes = x.axes.slice(first - 1)
    const isKnown = ['0', '0,1,2'].includes(axes.join()) && first > 0
    if (!isKnown) throw refused(node, 'it is over neither all of an example nor its channels')
    const [gamma, beta] = [constantInput(node, 1)!, constantInput(node, 2)]
    const weights = { gamma: toOurs(gamma.data, x.order), ...(beta && { beta: toOurs(beta.data, x.order) }) }
    const own = axes.map(axis => Number(axis) + 1)
    const config = {
      kind: 'layerNormalization',
      axis: own,
      epsilon: rounded(Number(epsilon)),
      center: beta !== undefined,
    }
    return place(config, [x], weights)
  }

  function dropoutRate(node: OnnxNode): number {
    const rate = constantInput(node, 1)?.data[0] ?? Number(node.attributes.ratio ?? 0.5)
    return Math.min(rounded(rate), 0.99)
  }

  function constantInput(node: OnnxNode, index: number): Constant | undefined {
    const value = inputAt(node, index)
    if (value?.kind === 'traced') throw refused(node, 'it computes with two values where one has to be constant')
    return value
  }

  function ownAxis(node: OnnxNode, { axes }: Traced, axis: number): number {
    const own = axes[(axis < 0 ? axis + axes.length + 1 : axis) - 1]
    if (typeof own !== 'number') throw refused(node, `it joins along axis ${axis}`)
    return own + 1
  }

  /** The sizes of what flows, with -1 for the batch: PyTorch asks for it before it flattens. */
  function shapeOf(node: OnnxNode): Constant {
    const x = inputAt(node, 0)!
    const sizesOf = ({ axes, shape, flat }: Traced) =>
      flat ? [size(shape)] : axes.map(axis => (axis === 'one' ? 1 : shape[axis]!))
    const sizes = x.kind === 'constant' ? x.shape : [-1, ...sizesOf(x)]
    return { kind: 'constant', shape: [sizes.length], data: Float32Array.from(sizes) }
  }
}

/** The layers that an output depends on. */
function reached(layers: readonly ReadLayer[], output: string): ReadLayer[] {
  const wanted = new Set([output])
  const kept = layers.toReversed().filter(({ name, inputs }) => {
    if (!wanted.has(name)) return false
    for (const input of inputs) wanted.add(input)
    return true
  })
  return kept.reverse()
}

/** Images with their channels first, last, without an axis of them, or with all pixels in a row. */
function inputOf(shape: readonly number[]): Traced {
  const traced = { kind: 'traced' as const, name: IMAGE, scaled: [] }
  const [a, b, c] = shape
  if (shape.length === 2) return { ...traced, shape: [1, a!, b!], axes: [1, 2] }
  const isLast = shape.length === 3 && c! <= 4 && a! > 4
  if (shape.length === 3)
    return isLast
      ? { ...traced, shape: [c!, a!, b!], axes: [1, 2, 0] }
      : { ...traced, shape: [a!, b!, c!], axes: [0, 1, 2] }
  const side = Math.sqrt(a ?? 0)
  if (shape.length !== 1 || !Number.isInteger(side))
    throw new ModelError(`expected a graph that is given images, received one given [${shape.join(', ')}]`)
  return { ...traced, shape: [1, side, side], axes: [1, 2], flat: true }
}

/** A number that was kept in single precision, as it was meant. */
const rounded = (value: number) => Number(value.toPrecision(7))
