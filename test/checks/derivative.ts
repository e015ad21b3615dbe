import { expect } from 'vitest'
import { gradients } from '../../src/graph/backward.js'
import { toOnnx } from '../../src/graph/onnx.js'
import { rewrite } from '../../src/graph/rewrite.js'
import { forwardPasses } from '../../src/graph/rules/rules.js'
import { type Tensor, topologicalOrder } from '../../src/graph/tensor.js'
import { randomStream } from '../../src/random.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { Values } from '../../src/runtime/runtime.js'
import { sizesOfEntries } from './differences.js'
import { type Build, cloned, draw, expectSame, inputsFor, type Operand, weightedSum } from './graph.js'

export type { Operand } from './graph.js'

/**
 * The contract of every differentiable operator: for random operands and a random weighting of its result, the gradient
 * that the graph computes agrees with central finite differences in every entry of every operand, to a fraction `tolerance` of the
 * entry, or of a tenth of the operand's largest entry; and so does that of the graph that the rules make of it; and the derivative
 * builds on the operands that it is given.
 *
 * @param batch whether axis 0 of the first operand is symbolic, so that the shape rules are tried with a batch
 */
export async function checkDerivative(
  build: Build,
  operands: readonly Operand[],
  { step = 1e-2, tolerance = 1e-2, batch = false } = {},
): Promise<void> {
  const [first, ...others] = operands
  const drawn = batch ? [{ ...first!, shape: ['batch', ...first!.shape.slice(1)] }, ...others] : operands
  const inputs = inputsFor(drawn)
  const y = build(...inputs)
  await agreesWithDifferences(y, drawn, inputs, step, tolerance)
  buildsOnItsOperands(y, inputs)
  const { rewritten } = rewrite({ rewritten: y }, forwardPasses, inputs)
  if (rewritten !== y) await expectSame(y, rewritten, drawn, inputs)
}

async function agreesWithDifferences(
  y: Tensor,
  operands: readonly Operand[],
  inputs: readonly Tensor[],
  step: number,
  tolerance: number,
): Promise<void> {
  const random = randomStream(11, 'derivative')
  const { loss } = weightedSum(y)
  const values = operands.map(operand => draw(operand, random))
  const derivatives = gradients(loss, inputs)
  const outputs = { loss, ...Object.fromEntries(derivatives.map((dx, index) => [`dx${index}`, dx])) }
  const program = await nodeRuntime.compile(toOnnx(outputs).model, { threads: 1 })
  const feeds: Values = {
    weighting: draw({ shape: y.shape }, random),
    ...Object.fromEntries(values.map((value, i) => [`x${i}`, value])),
  }
  const analytic = await program.run(feeds)
  const lossAt = async () => Number((await program.run(feeds)).loss!.data[0])
  // What float32 rounds off from the loss, as the difference quotient shows it.
  const rounding = (4 * 2 ** -24 * Math.max(1, Math.abs(await lossAt()))) / step

  for (const [index, { data, shape }] of values.entries()) {
    const dx = analytic[`dx${index}`]!
    expect(dx.shape, `shape of the gradient of operand ${index}`).toEqual(shape)
    const expected: number[] = []
    for (let i = 0; i < data.length; i++) {
      const kept = data[i]!
      data[i] = kept + step
      const above = await lossAt()
      data[i] = kept - step
      const below = await lossAt()
      data[i] = kept
      expected.push((above - below) / (2 * step))
    }
    const sizes = sizesOfEntries(expected)
    for (const [i, value] of expected.entries()) {
      const error = Math.abs(Number(dx.data[i]) - value)
      const allowed = tolerance * sizes[i]! + rounding
      expect(error, `operand ${index}, entry ${i}: ${dx.data[i]} against ${value}`).toBeLessThanOrEqual(allowed)
    }
  }
  await program.dispose()
}

/** A rewritten graph has other operands than those that an operation was built from: a derivative that remembers those computes twice. */
function buildsOnItsOperands(y: Tensor, inputs: readonly Tensor[]): void {
  const originals = new Set(topologicalOrder([y]).filter(({ origin }) => origin.kind === 'operation'))
  const derivatives = gradients(weightedSum(cloned(y)).loss, inputs)
  const remembered = topologicalOrder(derivatives).filter(tensor => originals.has(tensor))
  expect(
    remembered.map(({ origin }) => origin.kind === 'operation' && origin.operator),
    'operations that a derivative remembers instead of using its operands',
  ).toEqual([])
}
