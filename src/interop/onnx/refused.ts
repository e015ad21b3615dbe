import { ModelError } from '../../errors.js'
import type { OnnxNode } from './graph.js'

/** Why a node cannot be imported. */
export function refused({ operator, name }: OnnxNode, reason: string): ModelError {
  return new ModelError(`${operator}${name ? ` (${name})` : ''} cannot be imported: ${reason}`)
}
