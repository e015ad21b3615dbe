import { UsageError } from '../errors.js'
import { add } from './elementwise.js'
import { formatShape, sameShape, scalar, type Tensor, topologicalOrder } from './tensor.js'

/**
 * Extends the graph by ∂loss/∂x for each given x, by reverse-mode differentiation.
 *
 * @param wanted what it is differentiated by
 * @param loss a tensor of rank 0
 * @returns one gradient for each x, of its shape
 * @throws {UsageError} if an operation on the way has no derivative, or one of another shape, or if the loss does not depend on an x
 * @example const [dw] = gradients(ops.mean(ops.square(error), [0]), [w])
 */
export function gradients(loss: Tensor, wanted: readonly Tensor[]): Tensor[] {
  if (loss.shape.length !== 0)
    throw new UsageError(`gradients: expected a loss of shape [], received ${formatShape(loss.shape)}`)
  return walk(loss, scalar(1), wanted, new Set()).map((dx, index) => {
    if (!dx) throw new UsageError(`gradients: expected a loss that depends on tensor ${index}, found no path to it`)
    return dx
  })
}

/**
 * What an operation's derivative hands on where its result can also be computed by other operations: given dy, the gradient of
 * y, the gradient of each operand of y. The operands are taken as independent, though one may be computed from another.
 *
 * @returns one gradient for each operand, of its shape; undefined where y does not depend on it
 * @throws {UsageError} if an operation on the way has no derivative, or one of another shape
 */
export function pullBack(y: Tensor, dy: Tensor, operands: readonly Tensor[]): (Tensor | undefined)[] {
  return walk(y, dy, operands, new Set(operands))
}

/** From y back to the leaves, each operation hands its gradient on to its own inputs. Nothing here knows an operator by name. */
function walk(y: Tensor, dy: Tensor, wanted: readonly Tensor[], leaves: ReadonlySet<Tensor>): (Tensor | undefined)[] {
  const order = topologicalOrder([y], leaves)
  const leading = new Set(wanted) // the tensors through which a wanted one reaches y
  for (const tensor of order)
    if (tensor.origin.kind === 'operation' && tensor.origin.inputs.some(x => leading.has(x))) leading.add(tensor)

  const gradientOf = new Map<Tensor, Tensor>([[y, dy]])
  for (const result of order.toReversed()) {
    const gradient = gradientOf.get(result)
    if (!gradient || !leading.has(result) || leaves.has(result) || result.origin.kind !== 'operation') continue
    const { operator, inputs, saved = [], derivative } = result.origin
    if (!inputs.some(x => leading.has(x))) continue
    if (!derivative) throw new UsageError(`gradients: expected a derivative of ${operator}, which has none`)
    for (const [index, dx] of derivative(gradient, result, ...inputs, ...saved).entries()) {
      const x = inputs[index]!
      if (dx === undefined || !leading.has(x)) continue
      if (!sameShape(dx.shape, x.shape))
        throw new UsageError(
          `gradients: expected the derivative of ${operator} to have shape ${formatShape(x.shape)}, received ${formatShape(dx.shape)}`,
        )
      const before = gradientOf.get(x)
      gradientOf.set(x, before ? add(before, dx) : dx)
    }
  }
  return wanted.map(x => gradientOf.get(x))
}
