import { toOnnx } from '../../../src/graph/onnx.js'
import { rewrite } from '../../../src/graph/rewrite.js'
import { inferencePasses } from '../../../src/graph/rules/rules.js'
import { input, type Tensor } from '../../../src/graph/tensor.js'
import type { TensorSpec } from '../../../src/layers/network.js'
import { nodeRuntime } from '../../../src/runtime/node.js'
import type { Values } from '../../../src/runtime/runtime.js'
import type { Loss, Measure } from '../../../src/training/losses/loss.js'
import { checkDerivative, type Operand } from '../../checks/derivative.js'

/** Computes a graph. */
export async function compute(outputs: Record<string, Tensor>, feeds: Values): Promise<Record<string, number[]>> {
  const { model, inputs } = toOnnx(rewrite(outputs, inferencePasses))
  const program = await nodeRuntime.compile(model, { threads: 1 })
  const result = await program.run(Object.fromEntries(inputs.map(({ name }) => [name, feeds[name]!])))
  await program.dispose()
  return Object.fromEntries(Object.entries(result).map(([name, { data }]) => [name, Array.from(data, Number)]))
}

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1)

/** An output of a network, the only one. */
export const output = (shape: readonly number[], name = 'y'): TensorSpec => ({ name, shape, dtype: 'float32' })

/** What a measure, or a loss, finds for each example: sums and counts. */
export async function measured(
  measure: Measure,
  { loss, y, shape, targets }: { loss: Loss; y: number[]; shape: readonly number[]; targets: Record<string, number[]> },
): Promise<{ total: number[]; count?: number[] }> {
  const specs = loss.targets([output(shape)])
  const symbols = Object.fromEntries(
    specs.map(({ name, dtype, shape }) => [name, input(name, dtype, ['batch', ...shape])]),
  )
  const found = measure({ y: input('y', 'float32', ['batch', ...shape]) }, symbols)
  const batch = y.length / size(shape)
  const feeds: Values = {
    y: { data: Float32Array.from(y), shape: [batch, ...shape] },
    ...Object.fromEntries(
      specs.map(({ name, dtype, shape }) => [
        name,
        { data: (dtype === 'uint8' ? Uint8Array : Float32Array).from(targets[name]!), shape: [batch, ...shape] },
      ]),
    ),
  }
  return (await compute('total' in found ? { ...found } : { total: found }, feeds)) as {
    total: number[]
    count?: number[]
  }
}

/** The contract of every loss: a number for each example, whose gradient agrees with finite differences. */
export async function checkLoss(
  loss: Loss,
  operand: Operand,
  targets: Record<string, readonly number[]>,
  head: (y: Tensor) => Tensor = y => y,
): Promise<void> {
  const [batch, ...shape] = operand.shape as [number, ...number[]]
  const constants = Object.fromEntries(
    loss.targets([output(shape)]).map(({ name, dtype, shape }): [string, Tensor] => {
      const data = (dtype === 'uint8' ? Uint8Array : Float32Array).from(targets[name]!)
      return [name, { dtype, shape: [batch, ...shape], origin: { kind: 'constant', data } }]
    }),
  )
  await checkDerivative(y => rewrite({ loss: loss.apply({ y: head(y!) }, constants) }, inferencePasses).loss, [operand])
}
