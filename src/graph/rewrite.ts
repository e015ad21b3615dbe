import { match, type OperatorPattern } from './pattern.js'
import { formatShape, sameShape, type Tensor } from './tensor.js'

/** What a rule may ask about the graph around its match. */
export interface Surroundings {
  /** How many operations and outputs use a tensor; Infinity where that is not known before the next sweep. */
  uses(tensor: Tensor): number
  /** Whether a gradient will pass through a tensor: it is computed from a trained one. */
  isDifferentiated(tensor: Tensor): boolean
}

/** A law by which a part of a graph may be computed in another way, with the same result and the same gradients. */
export interface Rule {
  readonly name: string
  /** Why the result is the same, and what is gained. */
  readonly law: string
  readonly pattern: OperatorPattern
  /** The tensor to compute instead, of the same type and shape; undefined where the law does not hold after all. */
  readonly replace: (match: Readonly<Record<string, Tensor>>, surroundings: Surroundings) => Tensor | undefined
}

/** Checks a rule's names against its pattern. */
export function rule<Names extends string>(
  declared: Omit<Rule, 'pattern' | 'replace'> & {
    readonly pattern: OperatorPattern<Names>
    readonly replace: (match: Readonly<Record<Names, Tensor>>, surroundings: Surroundings) => Tensor | undefined
  },
): Rule {
  return declared as unknown as Rule
}

/** Rules that are applied together, until none of them finds anything more; one pass follows the other. */
export type Passes = readonly (readonly Rule[])[]

/** No graph needs nearly as many: each sweep applies a rule wherever it can. */
const MOST_SWEEPS = 100

/**
 * Rebuilds a graph by rules. Tensors that no rule concerns stay the same; the given ones are not changed.
 *
 * @param outputs what is to be computed, by name
 * @param passes rules, in the order in which they are tried
 * @param trained the tensors of which the gradients will be wanted
 * @returns the same outputs, as the rules compute them
 * @example rewrite({ y: transpose(transpose(x, [1, 0]), [1, 0]) }, [[joinTransposes]]).y === x
 */
export function rewrite<Name extends string>(
  outputs: Readonly<Record<Name, Tensor>>,
  passes: Passes,
  trained: readonly Tensor[] = [],
): Record<Name, Tensor> {
  const names = Object.keys(outputs) as Name[]
  let tensors = names.map(name => outputs[name])
  for (const rules of passes) {
    const byOperator = new Map<string, Rule[]>()
    for (const rule of rules)
      for (const operator of rule.pattern.operators)
        byOperator.set(operator, [...(byOperator.get(operator) ?? []), rule])
    for (let sweeps = 0; ; sweeps++) {
      const { rewritten, fired } = sweep(tensors, byOperator, new Set(trained))
      tensors = rewritten
      if (fired === undefined) break
      if (sweeps === MOST_SWEEPS) throw new Error(`rewrite: expected the rules to come to an end, ${fired} does not`)
    }
  }
  return Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) as Record<Name, Tensor>
}

/** Visits every tensor after its operands, and applies the first rule that matches it. */
function sweep(
  outputs: readonly Tensor[],
  rules: ReadonlyMap<string, readonly Rule[]>,
  trained: ReadonlySet<Tensor>,
): { rewritten: Tensor[]; fired: string | undefined } {
  const uses = countUses(outputs)
  const differentiated = new Map<Tensor, boolean>()
  const surroundings: Surroundings = {
    uses: tensor => uses.get(tensor) ?? Number.POSITIVE_INFINITY,
    isDifferentiated(tensor) {
      const known = differentiated.get(tensor)
      if (known !== undefined) return known
      const found =
        trained.has(tensor) ||
        (tensor.origin.kind === 'operation' && tensor.origin.inputs.some(surroundings.isDifferentiated))
      differentiated.set(tensor, found)
      return found
    },
  }
  const results = new Map<Tensor, Tensor>()
  let fired: string | undefined
  const visit = (old: Tensor): Tensor => {
    const known = results.get(old)
    if (known) return known
    const rebuilt = withOperands(old, visit)
    const found =
      rebuilt.origin.kind === 'operation' && apply(rules.get(rebuilt.origin.operator), rebuilt, surroundings)
    if (found) fired = found.rule.name
    const result = found ? found.replacement : rebuilt
    // Whoever used the old tensor uses the new one; if that was there already, others may use it, too.
    if (result !== old) uses.set(result, uses.has(result) ? Number.POSITIVE_INFINITY : uses.get(old)!)
    results.set(old, result)
    return result
  }
  return { rewritten: outputs.map(visit), fired }
}

function apply(rules: readonly Rule[] | undefined, tensor: Tensor, surroundings: Surroundings) {
  for (const rule of rules ?? []) {
    const found = match(rule.pattern, tensor)
    const replacement = found && rule.replace(found, surroundings)
    if (!replacement || replacement === tensor) continue
    if (replacement.dtype !== tensor.dtype || !sameShape(replacement.shape, tensor.shape))
      throw new Error(
        `${rule.name}: expected a tensor ${tensor.dtype} ${formatShape(tensor.shape)}, ` +
          `received ${replacement.dtype} ${formatShape(replacement.shape)}`,
      )
    return { rule, replacement }
  }
  return undefined
}

/** How often each tensor is the operand of an operation, or an output. */
function countUses(outputs: readonly Tensor[]): Map<Tensor, number> {
  const uses = new Map<Tensor, number>()
  const visit = (tensor: Tensor) => {
    const before = uses.get(tensor) ?? 0
    uses.set(tensor, before + 1)
    if (before === 0) operandsOf(tensor).forEach(visit)
  }
  outputs.forEach(visit)
  return uses
}

const operandsOf = ({ origin }: Tensor): readonly Tensor[] =>
  origin.kind === 'operation' ? [...origin.inputs, ...(origin.saved ?? [])] : []

/** The same operation on other operands, of the same shapes; the same tensor where they are the same. */
function withOperands(tensor: Tensor, replacement: (operand: Tensor) => Tensor): Tensor {
  const { origin } = tensor
  if (origin.kind !== 'operation') return tensor
  const [inputs, saved] = [origin.inputs.map(replacement), origin.saved?.map(replacement)]
  const same = operandsOf(tensor).every((operand, i) => operand === [...inputs, ...(saved ?? [])][i])
  return same ? tensor : { ...tensor, origin: { ...origin, inputs, ...(saved && { saved }) } }
}
