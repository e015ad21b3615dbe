import { sumTo } from './reduction.js'
import { formatShape, operation, type Tensor } from './tensor.js'

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
    derivative: (dy, _, a, b, bias?: Tensor) => [
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
