import * as v from 'valibot'
import { parseOptions } from '../options.js'
import { type Activation, activationFunction, activationSchema } from './activations.js'
import { type Layer, shapeKeepingLayer } from './layer.js'

/** Options of `activation`. */
export interface ActivationOptions {
  /** Which function: a name, or a name with its parameter. */
  readonly function: Activation
}

/**
 * Applies an activation function to every value; `softmax`, along the last axis.
 *
 * Input shape any, output shape the same.
 *
 * @throws {UsageError} if the function is not known
 * @example activation({ function: 'relu' })
 */
export function activation(options: ActivationOptions): Layer {
  const config = parseOptions('activation', v.strictObject({ function: activationSchema }), options)
  const activate = activationFunction(config.function)
  return shapeKeepingLayer('activation', config, x => activate(x))
}
