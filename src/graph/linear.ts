import { sumTo } from './reduction.js'
import { transpose } from './shape.js'
import { formatShape, operation, type Shape, type Tensor } from './tensor.js'

export interface GemmOptions {
  readonly transposeA?: boolean
  readonly transposeB?: boolean
  /** Added to every row. */
  readonly bias?: Tensor
}

/** The product of two matrices, each transposed first if told, plus a bias. */
export function gemm(a: Tensor, b: Tensor, { transposeA = false, transposeB = false, bias }: GemmOptions = {}): Tensor {
  const [rows, inner] = transposeA ? [a.shape[1]!, a.shape[0]!] : [a.shape[0]!, a.shape[1]!]
  const [innerB, columns] = transposeB ? [b.shape[1]!, b.shape[0]!] : [b.shape[0]!, b.shape[1]!]
  if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== innerB)
    throw new Error(
      `gemm: expected matrices whose inner sizes agree, received ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
    )
  return operation('Gemm', [a, b, ...(bias ? [bias] : [])], {
    shape: [rows, columns],
    attributes: { transA: { int: transposeA ? 1 : 0 }, transB: { int: transposeB ? 1 : 0 } },
    // y = A·B gives dA = dy·Bᵀ and dB = Aᵀ·dy, where A and B are the operands after their transposition.
    derivative: dy => [
      transposeA ? gemm(b, dy, { transposeA: transposeB, transposeB: true }) : gemm(dy, b, { transposeB: !transposeB }),
      transposeB ? gemm(dy, a, { transposeA: true, transposeB: transposeA }) : gemm(a, dy, { transposeA: !transposeA }),
      bias && sumTo(dy, bias.shape),
    ],
  })
}

/** Products of the matrices in a stack [batch, m, k] with one matrix [k, n]. For constants: it has no derivative. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  return operation('MatMul', [a, b], { shape: [...a.shape.slice(0, -1), b.shape[1]!] })
}

/** Products of the matrices in two stacks [batch, m, k] and [batch, k, n]. */
export function batchedMatmul(a: Tensor, b: Tensor): Tensor {
  const [stack, m, k] = a.shape as [Shape[number], Shape[number], Shape[number]]
  const [stackB, kB, n] = b.shape as [Shape[number], Shape[number], Shape[number]]
  if (stack !== stackB || k !== kB)
    throw new Error(
      `batchedMatmul: expected [batch, m, k] and [batch, k, n], received ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
    )
  const swapped = (x: Tensor) => transpose(x, [0, 2, 1])
  return operation('MatMul', [a, b], {
    shape: [stack, m, n],
    derivative: dy => [batchedMatmul(dy, swapped(b)), batchedMatmul(swapped(a), dy)],
  })
}
