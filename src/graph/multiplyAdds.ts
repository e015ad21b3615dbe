import { type Dimension, type Tensor, topologicalOrder } from './tensor.js'

/**
 * How often one example makes a graph multiply and add in its convolutions and products of matrices, which is what nets are compared by; a
 * floating-point operation (FLOP) is each of the two. What is done to single values, or to compare them, is not counted.
 *
 * @param outputs of a graph in which only the batch has no known size
 * @example multiplyAdds([ops.gemm(ops.input('x', 'float32', ['batch', 784]), kernel)]) // 7840, where the kernel is [784, 10]
 */
export function multiplyAdds(outputs: readonly Tensor[]): number {
  return topologicalOrder(outputs).reduce((total, tensor) => total + own(tensor), 0)
}

function own({ origin, shape }: Tensor): number {
  if (origin.kind !== 'operation') return 0
  const { operator, inputs, attributes } = origin
  const [a, b] = inputs
  // A kernel is [filters, channels of a group, height, width]; a transposed one [channels, filters, height, width] moves over its input.
  if (operator === 'Conv') return count(shape) * count(b!.shape.slice(1))
  if (operator === 'ConvTranspose') return count(a!.shape) * count(b!.shape.slice(1))
  if (operator === 'MatMul') return count(shape) * size(a!.shape.at(-1)!)
  if (operator === 'Gemm') {
    const { transA } = attributes
    const isTransposed = transA !== undefined && 'int' in transA && transA.int === 1
    return count(shape) * size(a!.shape[isTransposed ? 0 : 1]!)
  }
  return 0
}

const size = (dimension: Dimension) => (typeof dimension === 'number' ? dimension : 1)
const count = (shape: readonly Dimension[]) => shape.reduce<number>((product, length) => product * size(length), 1)
