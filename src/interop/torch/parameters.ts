import type { Model } from '../../model/model.js'
import { type Order, transposed } from '../order.js'

/** A weight, and what PyTorch calls it. */
export interface Parameter {
  /** Ours: `conv2d.kernel`. */
  readonly name: string
  /** That of a `state_dict`: `conv2d.weight`. */
  readonly key: string
  readonly shape: readonly number[]
  readonly order: Order
}

/** What PyTorch calls the weights of its layers. */
const names: Readonly<Record<string, string>> = {
  kernel: 'weight',
  gamma: 'weight',
  bias: 'bias',
  beta: 'bias',
  movingMean: 'running_mean',
  movingVariance: 'running_var',
}

/** The weights of a model as PyTorch's layers have them. Only those of dense layers are transposed. */
export function torchParameters(network: Model): Parameter[] {
  const identifiers = moduleNames(network)
  return network.layers.flatMap(({ name: owner, layer, weights }) =>
    Object.entries(weights).map(([weight, { shape }]): Parameter => {
      const isDense = (layer.kind === 'dense' && weight === 'kernel') || /^(squeeze|excite)Kernel$/.test(weight)
      return {
        name: `${owner}.${weight}`,
        key: `${identifiers.get(owner)}.${keyOf(layer.kind, weight)}`,
        shape: isDense ? shape.toReversed() : shape,
        order: isDense ? transposed(shape, [1, 0]) : undefined,
      }
    }),
  )
}

/** A separable convolution and a squeezeExcite are two layers, each with weights; the bias of a separable one belongs to the second. */
function keyOf(kind: string, weight: string): string {
  if (kind === 'separableConv2d' && weight === 'bias') return 'pointwise.bias'
  if (weight === 'depthwiseKernel') return 'depthwise.weight'
  if (weight === 'pointwiseKernel') return 'pointwise.weight'
  const [, part, name] = /^(squeeze|excite)(Kernel|Bias)$/.exec(weight) ?? []
  if (part) return `${part}.${name === 'Kernel' ? 'weight' : 'bias'}`
  return names[weight] ?? weight
}

// Words that Python has taken, and attributes that every module of PyTorch has.
const reserved = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda ' +
    'nonlocal not or pass raise return try while with yield self torch nn F image json add_module apply bfloat16 buffers call_super_init children ' +
    'compile cpu cuda double dump_patches eval extra_repr float forward get_buffer get_parameter get_submodule half ipu load_state_dict modules ' +
    'named_buffers named_children named_modules named_parameters parameters register_buffer register_module requires_grad_ save set_extra_state ' +
    'share_memory state_dict T_destination to to_empty train training type xpu zero_grad logits'
  ).split(' '),
)

/** Names of the layers and the input that Python takes for names, all different. */
export function moduleNames({ inputs, layers }: Model): ReadonlyMap<string, string> {
  const used = new Set<string>()
  return new Map(
    [...inputs, ...layers].map(({ name }) => {
      let identifier = name.replace(/\W/g, '_')
      while (used.has(identifier) || reserved.has(identifier)) identifier += '_'
      used.add(identifier)
      return [name, identifier]
    }),
  )
}
