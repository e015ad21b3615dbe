import { ModelError } from '../../errors.js'
import type { Activation } from '../../layers/activations.js'
import { type Padding, padsOf } from '../../layers/padding.js'
import { type AllSides, bothSides } from '../../layers/sides.js'
import { bottleneckOf } from '../../layers/squeezeExcite.js'
import { outputLayer } from '../../model/logitsLayer.js'
import type { Model } from '../../model/model.js'
import type { PlacedLayer } from '../../model/placement.js'
import { asPair, type Pair } from '../../options.js'
import type { Task } from '../../task.js'
import { moduleNames } from './parameters.js'

/** How a layer is written: the module that has its weights, if it has any, and the expression of what it yields. */
interface Written {
  readonly module?: string
  /** @param self the module, as an expression */
  apply(self: string, xs: readonly string[]): string
}

/**
 * The text of a Python module with a class `Net` that computes what a model does.
 *
 * @param description of the net as JSON, which the class writes beside its weights
 * @throws {ModelError} if a layer cannot be written for PyTorch; it names it
 */
export function moduleCode(network: Model, task: Task, description: string): string {
  const names = moduleNames(network)
  const inits: string[] = []
  const steps: string[] = []
  const last = outputLayer(network)
  for (const placed of network.layers) {
    const { name, sharedWith = name } = placed
    const isLast = name === last
    const { module, apply } = write(placed, isLast)
    if (module && sharedWith === name) inits.push(`self.${names.get(name)} = ${module}`)
    const applied = apply(
      `self.${names.get(sharedWith)}`,
      placed.inputs.map(input => names.get(input)!),
    )
    const function_ = (placed.layer.config.activation ?? 'linear') as Activation
    // The logits go without the softmax that comes last.
    steps.push(`${names.get(name)} = ${isLast ? applied : activated(function_, applied, placed)}`)
  }
  return `"""A classifier of images, ${python(task.name)}: raw pixels 0-255 [batch, ${task.imageShape.join(', ')}] to probabilities.

Written by \`mnist export --format safetensors\`; \`mnist import\` reads what \`save\` writes.
"""
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

DESCRIPTION = ${python(description)}


class Net(nn.Module):
    def __init__(self):
        super().__init__()
${inits.map(line => `        ${line}`).join('\n')}

    def logits(self, image):
        ${names.get(network.inputs[0]!.name)} = ${pixels(network.config.preprocessing, task)}
${steps.map(line => `        ${line}`).join('\n')}
        return ${names.get(last)}

    def forward(self, image):
        return self.logits(image).softmax(dim=-1)


def load(path):
    net = Net()
    net.load_state_dict(load_file(path))
    return net.eval()


def save(net, path):
    weights = {key: value.contiguous() for key, value in net.state_dict().items() if value.is_floating_point()}
    save_file(weights, path, metadata={"format": "pt", "mnist_digit_classifier": DESCRIPTION})
`
}

/** A text as Python has it: JSON, but for its pairs of surrogates. */
function python(text: string): string {
  return JSON.stringify(text).replace(/[^\x20-\x7e]/gu, character => {
    const code = character.codePointAt(0)!
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

function pixels(preprocessing: string | undefined, { mean, deviation }: Task): string {
  if (preprocessing === 'normalize') return 'image.float() / 255'
  const channels = (values: readonly number[]) =>
    values.length === 1
      ? String(255 * values[0]!)
      : `torch.tensor(${list(values.map(value => 255 * value))}, device=image.device).view(-1, 1, 1)`
  return `(image.float() - ${channels(mean)}) / ${channels(deviation)}`
}

const list = (values: readonly number[]) => `[${values.join(', ')}]`
const tuple = ([height, width]: readonly [number, number]) => `(${height}, ${width})`
const size = ({ outputShape: [, height, width] }: PlacedLayer): readonly [number, number] => [height!, width!]

function activated(activation: Activation, x: string, { name, outputShape }: PlacedLayer): string {
  if (typeof activation === 'object')
    return activation.kind === 'elu' ? `F.elu(${x}, ${activation.alpha})` : `F.leaky_relu(${x}, ${activation.slope})`
  if (activation === 'linear') return x
  if (activation === 'leakyRelu') return `F.leaky_relu(${x}, 0.2)`
  if (activation === 'tanh' || activation === 'sigmoid') return `torch.${activation}(${x})`
  if (activation !== 'softmax') return `F.${activation}(${x})`
  if (outputShape.length !== 1) throw new ModelError(`${name}: expected a softmax of a vector`)
  return `${x}.softmax(dim=-1)`
}

function write(placed: PlacedLayer, isLast: boolean): Written {
  const { name, layer, inputShapes, outputShape } = placed
  const { kind, config } = layer
  const [channels = 0] = inputShapes[0]!
  const window = (of: 'kernelSize' | 'poolSize') => {
    const [shape, strides] = [asPair(config[of] as Pair), asPair(config.strides as Pair)]
    const [, height, width] = inputShapes[0]!
    return { shape, strides, pads: padsOf([height!, width!], shape, strides, config.padding as Padding) }
  }
  const bias = config.useBias === false ? ', bias=False' : ''
  switch (kind) {
    case 'dense':
      return { module: `nn.Linear(${channels}, ${outputShape[0]}${bias})`, apply: (self, [x]) => `${self}(${x})` }
    case 'conv2d':
    case 'depthwiseConv2d': {
      const { shape, strides, pads } = window('kernelSize')
      const groups = kind === 'conv2d' ? '' : `, groups=${channels}`
      const module = `nn.Conv2d(${channels}, ${outputShape[0]}, ${tuple(shape)}, stride=${tuple(strides)}${groups}${bias})`
      return { module, apply: (self, [x]) => `${self}(${padded(x!, pads)})` }
    }
    case 'separableConv2d': {
      const { shape, strides, pads } = window('kernelSize')
      const between = channels * (config.depthMultiplier as number)
      const depthwise = `nn.Conv2d(${channels}, ${between}, ${tuple(shape)}, stride=${tuple(strides)}, groups=${channels}, bias=False)`
      const pointwise = `nn.Conv2d(${between}, ${outputShape[0]}, 1${bias})`
      return {
        module: `nn.ModuleDict({"depthwise": ${depthwise}, "pointwise": ${pointwise}})`,
        apply: (self, [x]) => `${self}["pointwise"](${self}["depthwise"](${padded(x!, pads)}))`,
      }
    }
    case 'squeezeExcite': {
      const units = bottleneckOf(channels, config.ratio as number)
      const [squeeze, excite] = [`nn.Linear(${channels}, ${units})`, `nn.Linear(${units}, ${channels})`]
      return {
        module: `nn.ModuleDict({"squeeze": ${squeeze}, "excite": ${excite}})`,
        apply: (self, [x]) =>
          `${x} * torch.sigmoid(${self}["excite"](F.relu(${self}["squeeze"](${x}.mean(dim=(2, 3))))))[:, :, None, None]`,
      }
    }
    case 'conv2dTranspose': {
      const [shape, strides] = [asPair(config.kernelSize as Pair), asPair(config.strides as Pair)]
      const [top, left] = padsOf(size(placed), shape, strides, config.padding as Padding)
      const beyond = strides.map((step, axis) => Math.max(0, step - shape[axis]!)) as [number, number]
      const [height, width] = size(placed)
      return {
        module: `nn.ConvTranspose2d(${channels}, ${outputShape[0]}, ${tuple(shape)}, stride=${tuple(strides)}, output_padding=${tuple(beyond)}${bias})`,
        apply: (self, [x]) => `${self}(${x})[:, :, ${top}:${top + height}, ${left}:${left + width}]`,
      }
    }
    case 'maxPool2d': {
      const { shape, strides, pads } = window('poolSize')
      return {
        apply: (_, [x]) => `F.max_pool2d(${padded(x!, pads, 'float("-inf")')}, ${tuple(shape)}, ${tuple(strides)})`,
      }
    }
    case 'averagePool2d': {
      const { shape, strides, pads } = window('poolSize')
      const windows = `${tuple(shape)}, ${tuple(strides)}`
      const [top, left, bottom, right] = pads
      // Pads do not count: PyTorch has that where they are the same at both sides, or only there where the last window sticks out.
      const isEven = top === bottom && left === right
      const sticksOut = top + left === 0 && bottom < strides[0] && right < strides[1]
      const options = isEven ? `padding=${tuple([top, left])}` : 'ceil_mode=True'
      if (pads.every(pad => pad === 0)) return { apply: (_, [x]) => `F.avg_pool2d(${x}, ${windows})` }
      if (isEven || sticksOut)
        return { apply: (_, [x]) => `F.avg_pool2d(${x}, ${windows}, ${options}, count_include_pad=False)` }
      const pool = (x: string) => `F.avg_pool2d(${padded(x, pads)}, ${windows})`
      return { apply: (_, [x]) => `${pool(x!)} / ${pool(`torch.ones_like(${x})`)}` }
    }
    case 'globalAveragePool2d':
      return { apply: (_, [x]) => `${x}.mean(dim=(2, 3))` }
    case 'globalMaxPool2d':
      return { apply: (_, [x]) => `${x}.amax(dim=(2, 3))` }
    case 'upSampling2d': {
      const mode = config.interpolation === 'nearest' ? 'mode="nearest"' : 'mode="bilinear", align_corners=False'
      return { apply: (_, [x]) => `F.interpolate(${x}, scale_factor=${tuple(asPair(config.size as Pair))}, ${mode})` }
    }
    case 'zeroPadding2d': {
      const [[top, bottom], [left, right]] = bothSides(config.padding as AllSides)
      return { apply: (_, [x]) => padded(x!, [top, left, bottom, right]) }
    }
    case 'cropping2d': {
      const [[top], [left]] = bothSides(config.cropping as AllSides)
      const [height, width] = size(placed)
      return { apply: (_, [x]) => `${x}[:, :, ${top}:${top + height}, ${left}:${left + width}]` }
    }
    case 'flatten':
      return { apply: (_, [x]) => `${x}.flatten(1)` }
    case 'reshape':
      return { apply: (_, [x]) => `${x}.reshape(-1, ${outputShape.join(', ')})` }
    case 'dropout':
      return { module: `nn.Dropout(${config.rate})`, apply: (self, [x]) => `${self}(${x})` }
    case 'batchNormalization': {
      const rank = outputShape.length === 3 ? '2d' : '1d'
      // PyTorch's momentum is what a step adds, ours what it keeps.
      const momentum = Number((1 - (config.momentum as number)).toPrecision(12))
      return {
        module: `nn.BatchNorm${rank}(${channels}, eps=${config.epsilon}, momentum=${momentum})`,
        apply: (self, [x]) => `${self}(${x})`,
      }
    }
    case 'layerNormalization':
      return layerNormalization(placed)
    case 'activation':
      return {
        apply: (_, [x]) => (isLast ? x! : activated(config.function as Activation, x!, placed)),
      }
    case 'add':
      return { apply: (_, xs) => xs.join(' + ') }
    case 'average': {
      const mean = (xs: readonly string[]) => `(${xs.join(' + ')}) / ${xs.length}`
      // The mean of probabilities is what a softmax makes of its logarithms.
      return { apply: (_, xs) => (isLast ? `torch.log(${mean(xs)})` : mean(xs)) }
    }
    case 'concatenate':
      return { apply: (_, xs) => `torch.cat([${xs.join(', ')}], dim=${config.axis})` }
    default:
      throw new ModelError(`${name}: ${kind} is not written for PyTorch`)
  }
}

function padded(
  x: string,
  [top, left, bottom, right]: readonly [number, number, number, number],
  value?: string,
): string {
  if (top + left + bottom + right === 0) return x
  return `F.pad(${x}, (${left}, ${right}, ${top}, ${bottom})${value ? `, value=${value}` : ''})`
}

function layerNormalization({ name, layer: { config }, inputShapes }: PlacedLayer): Written {
  const axes = ([config.axis].flat() as number[]).toSorted((a, b) => a - b)
  const shape = inputShapes[0]!
  const isWhole = axes.length === shape.length
  if ((!isWhole && !(shape.length === 3 && axes.join() === '1')) || (config.center && !config.scale))
    throw new ModelError(
      `${name}: expected layerNormalization over the channels or all of an example, with a scale, for PyTorch`,
    )
  const sizes = list(axes.map(axis => shape[axis - 1]!))
  const affine = config.scale ? (config.center ? '' : ', bias=False') : ', elementwise_affine=False'
  const module = `nn.LayerNorm(${sizes}, eps=${config.epsilon}${affine})`
  return {
    module,
    apply: (self, [x]) => (isWhole ? `${self}(${x})` : `${self}(${x}.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)`),
  }
}
