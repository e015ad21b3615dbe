import type { Operation, Tensor } from './tensor.js'

/** What a part of a graph looks like: a name, which stands for any tensor, or an operator whose first inputs match in turn. */
export type Pattern<Names extends string = string> = Names | OperatorPattern<Names>

export interface OperatorPattern<Names extends string = string> {
  readonly operators: readonly string[]
  readonly inputs: readonly Pattern[]
  /** What its result is called, if anything. */
  readonly name?: string
  /** The names within, for the compiler alone. */
  readonly names?: Names
}

type NamesIn<P> = P extends string ? P : P extends OperatorPattern<infer Names> ? Names : never

/**
 * A pattern of one operator, or of any of several.
 *
 * @param inputs patterns of the first inputs; what follows them is free
 * @param name what its result is called in a match. Defaults to none.
 * @example op('Add', ['x', op('Neg', ['y'])]) // x + -y
 */
export function op<const Inputs extends readonly Pattern[]>(
  operators: string | readonly string[],
  inputs: Inputs,
): OperatorPattern<NamesIn<Inputs[number]>>
export function op<const Inputs extends readonly Pattern[], const Name extends string>(
  operators: string | readonly string[],
  inputs: Inputs,
  name: Name,
): OperatorPattern<NamesIn<Inputs[number]> | Name>
export function op(operators: string | readonly string[], inputs: readonly Pattern[], name?: string): OperatorPattern {
  return { operators: [operators].flat(), inputs, ...(name !== undefined && { name }) }
}

/** The tensors that the names of a pattern stand for, where it matches; a name that comes twice must stand for one tensor. */
export function match<Names extends string>(
  pattern: Pattern<Names>,
  tensor: Tensor,
): Readonly<Record<Names, Tensor>> | undefined {
  const found: Record<string, Tensor> = {}
  return matches(pattern, tensor, found) ? (found as Record<Names, Tensor>) : undefined
}

function matches(pattern: Pattern, tensor: Tensor, bindings: Record<string, Tensor>): boolean {
  if (typeof pattern === 'string') {
    bindings[pattern] ??= tensor
    return bindings[pattern] === tensor
  }
  const { operators, inputs, name } = pattern
  const { origin } = tensor
  if (origin.kind !== 'operation' || !operators.includes(origin.operator) || origin.inputs.length < inputs.length)
    return false
  if (name !== undefined && !matches(name, tensor, bindings)) return false
  return inputs.every((input, i) => matches(input, origin.inputs[i]!, bindings))
}

/** The operation whose result a tensor is. */
export function operationOf({ origin }: Tensor): Operation {
  if (origin.kind !== 'operation') throw new Error(`expected the result of an operation, received ${origin.kind}`)
  return origin
}

/** A list of whole numbers among the attributes of the operation whose result a tensor is. */
export function listAttribute(tensor: Tensor, name: string): readonly number[] {
  const attribute = operationOf(tensor).attributes[name]
  if (attribute === undefined || !('ints' in attribute))
    throw new Error(`expected the attribute ${name} of ${operationOf(tensor).operator} to be a list of integers`)
  return attribute.ints
}

/** The value of a constant of rank 0. */
export function scalarValue({ origin, shape }: Tensor): number | undefined {
  return origin.kind === 'constant' && shape.length === 0 ? Number(origin.data[0]) : undefined
}
