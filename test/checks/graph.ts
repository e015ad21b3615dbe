import { expect } from 'vitest'
import { gradients } from '../../src/graph/backward.js'
import { multiply } from '../../src/graph/elementwise.js'
import { toOnnx } from '../../src/graph/onnx.js'
import { sum } from '../../src/graph/reduction.js'
import { type Dimension, input, type Tensor, topologicalOrder } from '../../src/graph/tensor.js'
import { type Random, randomStream } from '../../src/random.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { Values } from '../../src/runtime/runtime.js'
import { largestError } from './differences.js'

export interface Operand {
  /** The name `batch` stands for 3. */
  readonly shape: readonly Dimension[]
  /** Where to draw values from. Defaults to the standard normal distribution. */
  readonly values?: (normal: () => number) => number
}

export type Build = (...operands: Tensor[]) => Tensor

const BATCH = 3

export const sizesOf = (shape: readonly Dimension[]) =>
  shape.map(size =>
    String(size)
      .split('*')
      .reduce((product, factor) => product * (factor === 'batch' ? BATCH : Number(factor)), 1),
  )

export const inputsFor = (operands: readonly Operand[]) =>
  operands.map(({ shape }, i) => input(`x${i}`, 'float32', shape))

export function draw({ shape, values = normal => normal() }: Operand, random: Random) {
  const sizes = sizesOf(shape)
  const count = sizes.reduce((product, size) => product * size, 1)
  return { data: Float32Array.from({ length: count }, () => values(random.normal)), shape: sizes }
}

/** The names of the operators that a graph consists of, as often as it has them, sorted. */
export function operatorsOf(...outputs: Tensor[]): string[] {
  return topologicalOrder(outputs)
    .flatMap(({ origin }) => (origin.kind === 'operation' ? [origin.operator] : []))
    .sort()
}

/** A graph written out: `Add(x, Neg(y))`. */
export function expression({ origin }: Tensor): string {
  if (origin.kind === 'input') return origin.name
  if (origin.kind === 'constant') return String([...origin.data])
  return `${origin.operator}(${origin.inputs.map(expression).join(', ')})`
}

/** Σ y · weighting, so that every entry of y has a gradient of its own. */
export function weightedSum(y: Tensor): { loss: Tensor; weighting: Tensor } {
  const weighting = input('weighting', 'float32', y.shape)
  const axes = y.shape.map((_, axis) => axis)
  return { loss: sum(multiply(y, weighting), axes), weighting }
}

/** Expects two tensors of the same inputs to have the same values, and gradients that are the same, to a fraction of their size. */
export async function expectSame(
  first: Tensor,
  second: Tensor,
  operands: readonly Operand[],
  inputs: readonly Tensor[],
  tolerance = 1e-4,
): Promise<void> {
  expect(second.shape).toEqual(first.shape)
  const { weighting } = weightedSum(first)
  const outputs = [first, second].map((y, i) => {
    const axes = y.shape.map((_, axis) => axis)
    const found = gradients(sum(multiply(y, weighting), axes), inputs)
    return Object.fromEntries([y, ...found].map((tensor, j) => [`${i}:${j}`, tensor]))
  })
  const program = await nodeRuntime.compile(toOnnx({ ...outputs[0]!, ...outputs[1]! }).model, { threads: 1 })
  const random = randomStream(5, 'same')
  const feeds: Values = {
    weighting: draw({ shape: first.shape }, random),
    ...Object.fromEntries(operands.map((operand, i) => [`x${i}`, draw(operand, random)])),
  }
  const result = await program.run(feeds)
  await program.dispose()
  for (let j = 0; j <= inputs.length; j++) {
    const [expected, received] = [result[`0:${j}`]!, result[`1:${j}`]!]
    expect(received.shape).toEqual(expected.shape)
    const worst = largestError(received.data, expected.data)
    expect(worst.error, `${j === 0 ? 'y' : `the gradient of x${j - 1}`}: ${JSON.stringify(worst)}`).toBeLessThan(
      tolerance,
    )
  }
}

/** The same graph of other tensors. */
export function cloned(y: Tensor): Tensor {
  const copies = new Map<Tensor, Tensor>()
  const copy = (tensor: Tensor): Tensor => {
    const { origin } = tensor
    if (origin.kind !== 'operation') return tensor
    const known = copies.get(tensor)
    if (known) return known
    const { inputs, saved } = origin
    const made = {
      ...tensor,
      origin: { ...origin, inputs: inputs.map(copy), ...(saved && { saved: saved.map(copy) }) },
    }
    copies.set(tensor, made)
    return made
  }
  return copy(y)
}
