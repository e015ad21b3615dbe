import { UsageError } from '../errors.js'
import { broadcastShape, sumTo } from './reduction.js'
import { transpose } from './shape.js'
import { formatShape, operation, type Tensor } from './tensor.js'

/** Options of a product of matrices. */
export interface GemmOptions {
  readonly transposeA?: boolean
  readonly transposeB?: boolean
  /** Added to every row. */
  readonly bias?: Tensor
}

/**
 * The product of two matrices plus a bias (ONNX Gemm).
 *
 * @param a [m, k], or [k, m] with `transposeA`
 * @param b [k, n], or [n, k] with `transposeB`
 * @returns [m, n]
 * @throws {UsageError} if one is no matrix, or if the inner sizes differ
 * @example ops.gemm(x, kernel, { bias })
 */
export function gemm(a: Tensor, b: Tensor, { transposeA = false, transposeB = false, bias }: GemmOptions = {}): Tensor {
  const [rows, inner] = transposeA ? [a.shape[1]!, a.shape[0]!] : [a.shape[0]!, a.shape[1]!]
  const [innerB, columns] = transposeB ? [b.shape[1]!, b.shape[0]!] : [b.shape[0]!, b.shape[1]!]
  if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== innerB)
    throw new UsageError(
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

/**
 * Products of matrices in stacks, one by one: a […, m, k] · b […, k, n] → […, m, n]. A stack of one, or a matrix without a stack, meets
 * all of the other.
 *
 * @throws {UsageError} if the inner sizes differ, or if the stacks do not broadcast together
 * @example ops.matmul(queries, ops.transpose(keys, [0, 2, 1]))
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const [rows, inner] = a.shape.slice(-2)
  const [innerB, columns] = b.shape.slice(-2)
  if (a.shape.length < 2 || b.shape.length < 2 || inner !== innerB)
    throw new UsageError(
      `matmul: expected matrices whose inner sizes agree, received ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
    )
  return operation('MatMul', [a, b], {
    shape: [...broadcastShape('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2)), rows!, columns!],
    derivative: (dy, _, a, b) => [
      sumTo(matmul(dy, transposeMatrices(b)), a.shape),
      sumTo(matmul(transposeMatrices(a), dy), b.shape),
    ],
  })
}

function transposeMatrices(x: Tensor): Tensor {
  const rank = x.shape.length
  return transpose(x, [...[...x.shape.keys()].slice(0, -2), rank - 1, rank - 2])
}
