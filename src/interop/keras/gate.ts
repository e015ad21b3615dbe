import type { Activation } from '../../layers/activations.js'
import { readActivation, readActivationLayer } from './activations.js'
import type { KerasNet, KerasNode, KerasTensor } from './readConfig.js'

/** The parts of a squeeze-and-excitation block, which Keras composes of other layers. */
export interface Gate {
  /** What is squeezed, and multiplied. */
  readonly image: KerasTensor
  readonly squeeze: KerasNode
  readonly excite: KerasNode
}

/**
 * The block that a `Multiply` ends: an image times what its means, by a bottleneck with a rectifier and back by a sigmoid, say of each channel.
 *
 * @returns undefined if it is something else
 */
export function readGate(net: KerasNet, { className, calls }: KerasNode, call: number): Gate | undefined {
  const inputs = calls[call] ?? []
  if (className !== 'Multiply' || inputs.length !== 2) return undefined
  const [a, b] = inputs as [KerasTensor, KerasTensor]
  return gateOf(net, a, b) ?? gateOf(net, b, a)
}

function gateOf(net: KerasNet, image: KerasTensor, factors: KerasTensor): Gate | undefined {
  const excited = unitsBefore(net, factors, 'sigmoid')
  const squeezed = excited && unitsBefore(net, excited.input, 'relu')
  const pooled = squeezed && skipped(net, squeezed.input, isReshapeOfVector)
  const pool = pooled && net.nodes.get(pooled.layer)
  const [source] = pool?.calls[pooled!.call] ?? []
  if (pool?.className !== 'GlobalAveragePooling2D' || !source) return undefined
  if (source.layer !== image.layer || source.call !== image.call) return undefined
  return { image, squeeze: squeezed!.node, excite: excited!.node }
}

/** A dense layer, or a convolution of 1 × 1 pixels, with an activation of its own or in a layer after it. */
function unitsBefore(net: KerasNet, tensor: KerasTensor, wanted: Activation) {
  let found = 'linear' as Activation
  const at = skipped(net, skipped(net, tensor, isReshapeOfVector), node => {
    const activation = readActivationLayer(node.name, node)
    if (activation === undefined || found !== 'linear') return false
    found = activation
    return true
  })
  const node = net.nodes.get(at.layer)
  const input = node?.calls[at.call]?.[0]
  if (!node || !input || !(node.className === 'Dense' || isPointwise(node))) return undefined
  const own = readActivation(node.name, node.config.activation)
  const activation = own === 'linear' ? found : found === 'linear' ? own : undefined
  return activation === wanted ? { node, input } : undefined
}

function skipped(net: KerasNet, tensor: KerasTensor, isSkipped: (node: KerasNode) => boolean): KerasTensor {
  const node = net.nodes.get(tensor.layer)
  const input = node?.calls[tensor.call]?.[0]
  return node && input && isSkipped(node) ? input : tensor
}

/** (channels,) to (1, 1, channels). */
function isReshapeOfVector({ className, config }: KerasNode): boolean {
  const shape = [config.target_shape].flat()
  return className === 'Reshape' && shape.length === 3 && shape[0] === 1 && shape[1] === 1
}

function isPointwise({ className, config }: KerasNode): boolean {
  return className === 'Conv2D' && String(config.kernel_size) === '1,1' && (config.groups ?? 1) === 1
}
