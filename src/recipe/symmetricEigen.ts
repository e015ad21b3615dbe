/** Eigenvalues, largest first, and the unit eigenvector of each, row after row: [size × size]. */
export interface Eigen {
  readonly values: Float64Array
  readonly vectors: Float64Array
}

/** Each sweep squares what is left off the diagonal, once that is small. */
const MOST_SWEEPS = 60

/**
 * The eigenvectors of a symmetric matrix, by Jacobi's rotations (Golub and Van Loan, "Matrix Computations", section 8.5).
 *
 * @param matrix [size × size], row after row; it is not changed
 * @example symmetricEigen(Float64Array.of(2, 1, 1, 2), 2).values // 3, 1
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const a = Float64Array.from(matrix)
  const v = new Float64Array(size * size) // the vectors, as rows
  for (let i = 0; i < size; i++) v[i * size + i] = 1
  const total = a.reduce((sum, value) => sum + value * value, 0)
  for (let sweep = 0; sweep < MOST_SWEEPS && offDiagonal(a, size) > 1e-24 * total; sweep++)
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, v, size, p, q)
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => a[j * size + j]! - a[i * size + i]!)
  const values = Float64Array.from(order, i => a[i * size + i]!)
  const vectors = new Float64Array(size * size)
  for (const [row, i] of order.entries()) vectors.set(v.subarray(i * size, (i + 1) * size), row * size)
  return { values, vectors }
}

function offDiagonal(a: Float64Array, size: number): number {
  let sum = 0
  for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) sum += 2 * a[p * size + q]! ** 2
  return sum
}

/** Turns the axes p and q so that the element between them becomes 0. */
function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
  const between = a[p * size + q]!
  if (between === 0) return
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * between)
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1))
  const cosine = 1 / Math.hypot(tangent, 1)
  const sine = tangent * cosine
  const turn = (m: Float64Array, i: number, j: number) => {
    const [x, y] = [m[i]!, m[j]!]
    m[i] = cosine * x - sine * y
    m[j] = sine * x + cosine * y
  }
  for (let i = 0; i < size; i++) turn(a, i * size + p, i * size + q)
  for (let i = 0; i < size; i++) turn(a, p * size + i, q * size + i)
  for (let i = 0; i < size; i++) turn(v, p * size + i, q * size + i)
}
