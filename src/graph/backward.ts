import { add } from './elementwise.js'
import { formatShape, sameShape, scalar, type Tensor, topologicalOrder } from './tensor.js'

/**
 * Extends the graph by ∂loss/∂x for each given x, by reverse-mode differentiation: from the loss back to the inputs, each
 * operation hands its gradient on to its own inputs. Nothing here knows an operator by name.
 *
 * @param loss a tensor of rank 0
 * @returns one gradient for each x, of its shape; an error names an operation without a derivative on the way
 */
export function gradients(loss: Tensor, wanted: readonly Tensor[]): Tensor[] {
  if (loss.shape.length !== 0)
    throw new Error(`gradients: expected a loss of shape [], received ${formatShape(loss.shape)}`)
  const order = topologicalOrder([loss])
  const leading = new Set(wanted) // the tensors through which a wanted one reaches the loss
  for (const tensor of order)
    if (tensor.origin.kind === 'operation' && tensor.origin.inputs.some(x => leading.has(x))) leading.add(tensor)

  const found = new Map<Tensor, Tensor>([[loss, scalar(1)]])
  for (const y of order.toReversed()) {
    const dy = found.get(y)
    if (dy === undefined || !leading.has(y) || y.origin.kind !== 'operation') continue
    const { operator, inputs, derivative } = y.origin
    if (!inputs.some(x => leading.has(x))) continue
    if (!derivative) throw new Error(`gradients: expected a derivative of ${operator}, which has none`)
    for (const [index, dx] of derivative(dy, y).entries()) {
      const x = inputs[index]!
      if (dx === undefined || !leading.has(x)) continue
      if (!sameShape(dx.shape, x.shape))
        throw new Error(
          `gradients: expected the derivative of ${operator} to have shape ${formatShape(x.shape)}, received ${formatShape(dx.shape)}`,
        )
      const before = found.get(x)
      found.set(x, before ? add(before, dx) : dx)
    }
  }
  return wanted.map((x, index) => {
    const dx = found.get(x)
    if (!dx) throw new Error(`gradients: expected a loss that depends on tensor ${index}, found no path to it`)
    return dx
  })
}
