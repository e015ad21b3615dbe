import { UsageError } from '../errors.js'
import { multiply } from '../graph/elementwise.js'
import { sum } from '../graph/reduction.js'
import { formatShape, sameShape, type Tensor } from '../graph/tensor.js'
import type { Tensors } from '../layers/network.js'
import type { Runtime, Values } from '../runtime/runtime.js'
import type { Measure, Ratio } from './losses/loss.js'
import type { Objective } from './objective.js'

// Loss and metrics are means, over batches of any sizes and replicas of a batch: so the graph yields sums and counts of each, which
// add up, and only who tells one divides.

/** Sum and count of each measure, by name: `loss`, and the metrics. */
export type Sums = Readonly<Record<string, { readonly total: number; readonly count: number }>>

export const noSums: Sums = {}

/** The mean of each measure; NaN where nothing counted. */
export function means(sums: Sums): Record<string, number> {
  return Object.fromEntries(Object.entries(sums).map(([name, { total, count }]) => [name, total / count]))
}

export function addSums(a: Sums, b: Sums): Sums {
  return Object.fromEntries(
    Object.entries(b).map(([name, { total, count }]) => [
      name,
      { total: (a[name]?.total ?? 0) + total, count: (a[name]?.count ?? 0) + count },
    ]),
  )
}

/** Every measure of an objective; the loss first. */
function measuresOf({ loss, metrics = {} }: Objective): [name: string, Measure][] {
  if ('loss' in metrics)
    throw new UsageError('fit: expected metrics of other names than loss, received one of that name')
  return Object.entries({ loss: loss.report ?? loss.apply, ...metrics })
}

const totalOf = (name: string) => `total:${name}`
const countOf = (name: string) => `count:${name}`

/** Outputs of a graph: the sum and the count of each measure over the batch, each example times its weight. */
export function measureOutputs(
  objective: Objective,
  outputs: Tensors,
  targets: Tensors,
  sampleWeights: Tensor,
): Record<string, Tensor> {
  const entries = measuresOf(objective).flatMap(([name, measure]) => {
    const measured = measure(outputs, targets)
    const ratio: Partial<Ratio> & Pick<Ratio, 'total'> = 'total' in measured ? measured : { total: measured }
    const total = perExample(name, ratio.total)
    const counted = ratio.count ? multiply(perExample(name, ratio.count), sampleWeights) : sampleWeights
    return [
      [totalOf(name), sum(multiply(total, sampleWeights), [0])],
      [countOf(name), sum(counted, [0])],
    ] as const
  })
  return Object.fromEntries(entries)
}

/** Refuses what is not one number for each example. */
export function perExample(name: string, x: Tensor): Tensor {
  if (sameShape(x.shape, ['batch'])) return x
  throw new UsageError(
    `fit: expected ${name} to have shape [batch], a number for each example, received ${formatShape(x.shape)}`,
  )
}

/** Memory for those outputs, and how to read it. */
export function measureMemory(objective: Objective, runtime: Pick<Runtime, 'allocate'>) {
  const scalars = measuresOf(objective).map(([name]) => {
    const [total, count] = [0, 1].map(() => new Float32Array(runtime.allocate(4))) as [Float32Array, Float32Array]
    return { name, total, count }
  })
  const fetches: Values = Object.fromEntries(
    scalars.flatMap(({ name, total, count }) => [
      [totalOf(name), { data: total, shape: [] }],
      [countOf(name), { data: count, shape: [] }],
    ]),
  )
  return {
    fetches,
    clear() {
      for (const { total, count } of scalars) for (const value of [total, count]) value[0] = 0
    },
    read: (): Sums =>
      Object.fromEntries(scalars.map(({ name, total, count }) => [name, { total: total[0]!, count: count[0]! }])),
  }
}

/** The same from what a run of the graph yielded. */
export function readMeasures(objective: Objective, values: Values): Sums {
  const number = (name: string) => Number(values[name]!.data[0])
  return Object.fromEntries(
    measuresOf(objective).map(([name]) => [name, { total: number(totalOf(name)), count: number(countOf(name)) }]),
  )
}
