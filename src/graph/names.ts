import { UsageError } from '../errors.js'
import { formatShape, type Tensor } from './tensor.js'

/** How a graph's tensors are called where it is exported. */
export interface Names {
  readonly of: ReadonlyMap<Tensor, string>
  /** Outputs that no operator can be called by, since it has another name already: each is a copy. */
  readonly copies: readonly (readonly [from: Tensor, to: string])[]
}

/**
 * Names every tensor: inputs and constants by their own names, results by the outputs that they are, and what is left by the
 * first free of `t0`, `t1`, …
 *
 * @throws {UsageError} if a name is empty or would stand for two tensors
 */
export function nameTensors(order: readonly Tensor[], outputs: Readonly<Record<string, Tensor>>): Names {
  const names = new Map<Tensor, string>()
  const taken = new Map<string, string>()
  const claim = (name: string, owner: string) => {
    if (name === '') throw new UsageError(`toOnnx: expected a name, received "" for ${owner}`)
    const other = taken.get(name)
    if (other !== undefined)
      throw new UsageError(
        `toOnnx: expected each name to stand for one tensor, received ${JSON.stringify(name)} for ${other} and ${owner}`,
      )
    taken.set(name, owner)
  }
  for (const tensor of order) {
    const { origin, shape } = tensor
    if (origin.kind === 'operation' || origin.name === undefined) continue
    claim(origin.name, `${origin.kind} ${formatShape(shape)}`)
    names.set(tensor, origin.name)
  }
  const copies: [Tensor, string][] = []
  for (const [name, tensor] of Object.entries(outputs)) {
    claim(name, `output ${formatShape(tensor.shape)}`)
    if (tensor.origin.kind === 'operation' && !names.has(tensor)) names.set(tensor, name)
    else copies.push([tensor, name])
  }
  let next = 0
  for (const tensor of order) {
    if (names.has(tensor)) continue
    while (taken.has(`t${next}`)) next++
    names.set(tensor, `t${next++}`)
  }
  return { of: names, copies }
}
