import { expect } from 'vitest'
import { gradients } from '../../src/graph/backward.js'
import { multiply } from '../../src/graph/elementwise.js'
import { printGraph } from '../../src/graph/onnx.js'
import { sum } from '../../src/graph/reduction.js'
import { input, type Tensor } from '../../src/graph/tensor.js'
import { randomStream } from '../../src/random.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { Values } from '../../src/runtime/runtime.js'

export interface Operand {
  readonly shape: readonly number[]
  /** Where to draw values from; the standard normal distribution unless told. */
  readonly values?: (random: () => number) => number
}

/**
 * The contract of every differentiable operator: for random operands and a random weighting of its result, the gradient
 * that the graph computes agrees with central finite differences in every entry of every operand: to a fraction `tolerance` of the
 * entry, or of a tenth of the operand's largest entry.
 * The first operand's axis 0 is symbolic, so that the shape rules are tried with a batch.
 */
export async function checkDerivative(
  build: (...operands: Tensor[]) => Tensor,
  operands: readonly Operand[],
  { step = 1e-2, tolerance = 1e-2, batch = false } = {},
): Promise<void> {
  const random = randomStream(11, 'derivative')
  const data = operands.map(({ shape, values = (normal: () => number) => normal() }) =>
    Float32Array.from({ length: size(shape) }, () => values(random.normal)),
  )
  const inputs = operands.map(({ shape }, index) =>
    input(`x${index}`, 'float32', batch && index === 0 ? ['batch', ...shape.slice(1)] : shape),
  )
  const y = build(...inputs)
  const yShape = y.shape.map(dimension => (dimension === 'batch' ? operands[0]!.shape[0]! : (dimension as number)))
  const weights = Float32Array.from({ length: size(yShape) }, random.normal)
  const weighting = input('weighting', 'float32', y.shape)
  const loss = sum(
    multiply(y, weighting),
    yShape.map((_, axis) => axis),
  )
  const derivatives = gradients(loss, inputs)
  const outputs = { loss, ...Object.fromEntries(derivatives.map((dx, index) => [`dx${index}`, dx])) }
  const program = await nodeRuntime.compile(printGraph(outputs).model, { threads: 1 })
  const feeds: Values = {
    weighting: { data: weights, shape: yShape },
    ...Object.fromEntries(data.map((values, i) => [`x${i}`, { data: values, shape: operands[i]!.shape }])),
  }
  const analytic = await program.run(feeds)
  const lossAt = async () => Number((await program.run(feeds)).loss!.data[0])
  // What float32 rounds off from the loss, as the difference quotient shows it.
  const rounding = (4 * 2 ** -24 * Math.max(1, Math.abs(await lossAt()))) / step

  for (const [index, values] of data.entries()) {
    const dx = analytic[`dx${index}`]!
    expect(dx.shape, `shape of the gradient of operand ${index}`).toEqual(operands[index]!.shape)
    const expected: number[] = []
    for (let i = 0; i < values.length; i++) {
      const kept = values[i]!
      values[i] = kept + step
      const above = await lossAt()
      values[i] = kept - step
      const below = await lossAt()
      values[i] = kept
      expected.push((above - below) / (2 * step))
    }
    const largest = Math.max(...expected.map(Math.abs))
    for (const [i, value] of expected.entries()) {
      const error = Math.abs(Number(dx.data[i]) - value)
      const allowed = tolerance * Math.max(Math.abs(value), largest / 10) + rounding
      expect(error, `operand ${index}, entry ${i}: ${dx.data[i]} against ${value}`).toBeLessThanOrEqual(allowed)
    }
  }
  await program.dispose()
}

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1)
