import { ModelError } from '../../errors.js'
import type { Activation } from '../../layers/activations.js'
import { type Initializer, initializerNames } from '../../layers/initializers.js'
import type { Regularizer } from '../../layers/regularizers.js'
import { show } from '../../options.js'
import { activationName, readActivation } from './activations.js'
import { classOf, serialized, snakeCase } from './object.js'

// How options of a layer are called there, and how their values are written: `kernelSize: 3` is `kernel_size: [3, 3]`.

/** The name of an option there. */
export function optionName(option: string): string {
  return option.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

const pairs = ['kernelSize', 'strides', 'poolSize', 'size']

/** The value of an option as Keras's configuration has it. An activation with a parameter is a layer of its own: here it is `linear`. */
export function optionValue(option: string, value: unknown): unknown {
  if (pairs.includes(option)) return typeof value === 'number' ? [value, value] : value
  if (option === 'activation') return activationName(value as Activation) ?? 'linear'
  if (option.endsWith('Initializer')) return snakeCase(capitalized(value as string))
  if (option.endsWith('Regularizer')) return value === undefined ? null : regularizerOf(value as Required<Regularizer>)
  return value
}

/**
 * The value of an option out of Keras's configuration; undefined where it has a default here, too.
 *
 * @throws {ModelError} if there is no such activation or regularizer here
 */
export function readOption(owner: string, option: string, value: unknown): unknown {
  if (pairs.includes(option)) return Array.isArray(value) && value[0] === value[1] ? value[0] : (value ?? undefined)
  if (option === 'activation') return readActivation(owner, value)
  if (option.endsWith('Initializer')) return readInitializer(value)
  if (option.endsWith('Regularizer')) return readRegularizer(owner, optionName(option), value)
  return value ?? undefined
}

/** First weights no longer matter to a trained net: one that is drawn in another way is read as the default. */
function readInitializer(value: unknown): Initializer | undefined {
  const name = typeof value === 'string' ? value : classOf(value)?.className
  return name === undefined ? undefined : initializerNames.find(own => snakeCase(capitalized(own)) === snakeCase(name))
}

function regularizerOf({ l1, l2 }: Required<Regularizer>) {
  return serialized('keras.regularizers', { className: 'L1L2', config: { l1, l2 } })
}

function readRegularizer(owner: string, option: string, value: unknown): Regularizer | undefined {
  if (value === null || value === undefined) return undefined
  if (value === 'l1' || value === 'l2' || value === 'l1_l2')
    return { ...(value !== 'l2' && { l1: 0.01 }), ...(value !== 'l1' && { l2: 0.01 }) } as Regularizer
  const { className = '', config = {} } = classOf(value) ?? {}
  if (!['L1', 'L2', 'L1L2'].includes(className))
    throw new ModelError(`${owner}: expected ${option} to be L1, L2 or L1L2, received ${show(className || value)}`)
  const { l1 = 0, l2 = 0 } = config as { l1?: number; l2?: number }
  return { l1, l2 }
}

const capitalized = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
