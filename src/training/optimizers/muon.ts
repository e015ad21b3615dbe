import * as v from 'valibot'
import { add, divide, multiply, scale, sqrt, subtract } from '../../graph/elementwise.js'
import { gemm } from '../../graph/linear.js'
import { sum } from '../../graph/reduction.js'
import { reshape, slice, transpose } from '../../graph/shape.js'
import { operation, scalar, type Tensor } from '../../graph/tensor.js'
import { flag, fraction, parseOptions } from '../../options.js'
import type { PlacedParameter } from '../parameters.js'
import { adamCore, adamEntries } from './adam.js'
import { type CommonOptions, commonEntries, defineOptimizer, type Optimizer, weightDecay } from './optimizer.js'

/** Options of `muon`. */
export interface MuonOptions extends CommonOptions {
  /** The same for matrices and all else. Defaults to 0.001. */
  readonly learningRate?: number
  /** How much of the sum of gradients a step of a matrix keeps, in [0, 1). Defaults to 0.95. */
  readonly momentum?: number
  /** Whether the gradient is corrected for the momentum still to come. Defaults to true. */
  readonly nesterov?: boolean
  /** Of Adam, for what is no matrix, in [0, 1). Defaults to 0.9. */
  readonly beta1?: number
  /** Of Adam, in [0, 1). Defaults to 0.999. */
  readonly beta2?: number
  /** Of Adam. Defaults to 1e-7. */
  readonly epsilon?: number
}

const schema = v.strictObject({
  ...adamEntries,
  momentum: v.optional(fraction, 0.95),
  nesterov: v.optional(flag, true),
  weightDecay: weightDecay(0),
  ...commonEntries,
})

/**
 * Makes the step of every matrix nearly orthogonal, by five steps of Newton and Schulz (Jordan et al. 2024,
 * https://kellerjordan.github.io/posts/muon), scaled so that it is as long as one of AdamW (Liu et al. 2025, arXiv 2502.16982,
 * section 2.2); a kernel of a convolution is a matrix [filters, all else]. Biases and normalization move by Adam. All of it
 * takes one thread, whatever the number of threads.
 *
 * @throws {UsageError} if an option is unknown or out of range
 * @example muon({ learningRate: 0.002, weightDecay: 0.1 })
 */
export function muon(options: MuonOptions = {}): Optimizer {
  const config = parseOptions('muon', schema, options)
  const { momentum, nesterov } = config
  const adam = adamCore(config)
  return defineOptimizer('muon', config, {
    needsWholeVector: true,
    slots: adam.slots, // a matrix has use for the first alone
    scalarNames: adam.scalarNames,
    scalars: adam.scalars,
    step({ decayed, g, slots, scalars, parameters }) {
      const moved = parameters.map(parameter => {
        const own = (x: Tensor) => slice(x, [{ axis: 0, start: parameter.start, end: parameter.end }])
        const [w, gradient, kept] = [own(decayed), own(g), { sum: own(slots.sum!), squareSum: own(slots.squareSum!) }]
        const size = matrixOf(parameter)
        if (!size) return adam.move(w, gradient, kept, scalars)
        const total = add(scale(kept.sum, momentum), gradient)
        const direction = nesterov ? add(scale(total, momentum), gradient) : total
        const step = scale(orthogonal(reshape(direction, size)), 0.2 * Math.sqrt(Math.max(...size)))
        const flat = reshape(step, [parameter.end - parameter.start])
        return { w: subtract(w, multiply(flat, scalars.learningRate!)), sum: total, squareSum: kept.squareSum }
      })
      const joined = (of: (parts: (typeof moved)[number]) => Tensor) =>
        operation('Concat', moved.map(of), { shape: g.shape, attributes: { axis: { int: 0 } } })
      return {
        w: joined(({ w }) => w),
        slots: { sum: joined(({ sum }) => sum), squareSum: joined(({ squareSum }) => squareSum) },
      }
    },
  })
}

/** Rows and columns of a weight that Muon treats as a matrix. */
function matrixOf({ kind, shape }: PlacedParameter): [rows: number, columns: number] | undefined {
  const [rows, ...rest] = shape
  const columns = rest.reduce((product, length) => product * length, 1)
  return kind === 'kernel' && rest.length > 0 ? [rows!, columns] : undefined
}

/** U · Vᵀ of the singular value decomposition U · S · Vᵀ of x, nearly: singular values end between 0.7 and 1.2. */
function orthogonal(x: Tensor): Tensor {
  const [rows, columns] = x.shape as [number, number]
  if (rows > columns) return transpose(orthogonal(transpose(x, [1, 0])), [1, 0])
  const [a, b, c] = [3.4445, -4.775, 2.0315]
  let y = divide(x, add(sqrt(sum(multiply(x, x), [0, 1])), scalar(1e-7)))
  for (let step = 0; step < 5; step++) {
    const square = gemm(y, y, { transposeB: true })
    const polynomial = add(scale(square, b), scale(gemm(square, square), c))
    y = add(scale(y, a), gemm(polynomial, y))
  }
  return y
}
