import { ModelError } from '../../errors.js'
import type { Activation, ActivationName } from '../../layers/activations.js'
import { show } from '../../options.js'
import { classOf, type KerasObject } from './object.js'

/** Keras's names of the activation functions that both have. */
const names: Record<ActivationName, string> = {
  linear: 'linear',
  relu: 'relu',
  leakyRelu: 'leaky_relu',
  elu: 'elu',
  gelu: 'gelu',
  silu: 'silu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  softmax: 'softmax',
}

/** Keras has the parameter of a function in a layer of its own. */
const parameterized = {
  leakyRelu: { className: 'LeakyReLU', option: 'negative_slope' },
  elu: { className: 'ELU', option: 'alpha' },
} as const

/** The name of an activation within a layer; undefined where it has a parameter. */
export function activationName(activation: Activation): string | undefined {
  return typeof activation === 'string' ? names[activation] : undefined
}

/** An activation as a layer. */
export function activationLayer(activation: Activation): KerasObject {
  if (typeof activation === 'string') return { className: 'Activation', config: { activation: names[activation] } }
  const { className, option } = parameterized[activation.kind]
  return { className, config: { [option]: activation.kind === 'elu' ? activation.alpha : activation.slope } }
}

/**
 * The activation that an option of a Keras layer stands for: a name, or a function or layer as an object.
 *
 * @throws {ModelError} if there is none of the kind here
 */
export function readActivation(owner: string, value: unknown): Activation {
  if (value === null || value === undefined) return 'linear'
  if (typeof value === 'string') return named(owner, value)
  const object = classOf(value)
  if (object?.className === 'function') return named(owner, (value as { config: unknown }).config)
  const activation = object && readActivationLayer(owner, object)
  if (!activation) throw refused(owner, object?.className ?? value)
  return activation
}

function named(owner: string, name: unknown): Activation {
  const own = name === 'swish' ? 'silu' : Object.keys(names).find(key => names[key as ActivationName] === name)
  if (!own) throw refused(owner, name)
  return own as ActivationName
}

/**
 * The activation that a layer of Keras is: `ReLU`, `LeakyReLU`, `ELU`, `Softmax`.
 *
 * @returns undefined if it is another layer
 * @throws {ModelError} if it has options that there are none of here
 */
export function readActivationLayer(owner: string, { className, config }: KerasObject): Activation | undefined {
  switch (className) {
    case 'Activation':
      return readActivation(owner, config.activation)
    case 'ReLU': {
      const { max_value = null, negative_slope = 0, threshold = 0 } = config
      if (max_value !== null || threshold !== 0)
        throw new ModelError(`${owner}: expected a ReLU without max_value and threshold, received ${show(config)}`)
      return negative_slope === 0 ? 'relu' : { kind: 'leakyRelu', slope: negative_slope as number }
    }
    case 'LeakyReLU':
      return { kind: 'leakyRelu', slope: (config.negative_slope ?? config.alpha ?? 0.3) as number }
    case 'ELU':
      return { kind: 'elu', alpha: (config.alpha ?? 1) as number }
    case 'Softmax':
      if ((config.axis ?? -1) !== -1)
        throw new ModelError(`${owner}: expected a softmax along the last axis, received ${show(config.axis)}`)
      return 'softmax'
    default:
      return undefined
  }
}

function refused(owner: string, received: unknown): ModelError {
  return new ModelError(
    `${owner}: expected an activation of ${Object.values(names).join(', ')}, received ${show(received)}`,
  )
}
