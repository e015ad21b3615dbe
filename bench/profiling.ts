import { median } from './statistics.js'

/** One run of one node, as ONNX Runtime's profiler tells it. */
export interface NodeEvent {
  readonly name: string
  readonly operator: string
  /** Of the outputs. */
  readonly shapes: string
  readonly milliseconds: number
}

/** What a node, or all nodes of an operator, cost in one run of the graph. */
export interface NodeCost {
  readonly name: string
  readonly shapes: string
  /** Nodes that it stands for. */
  readonly nodes: number
  readonly milliseconds: number
  /** Of all nodes' time, in [0, 1]. */
  readonly share: number
}

interface RawEvent {
  readonly cat?: string
  readonly name?: string
  /** Microseconds. */
  readonly dur?: number
  readonly args?: { readonly op_name?: string; readonly output_type_shape?: readonly Record<string, number[]>[] }
}

/**
 * Reads the file that ONNX Runtime's profiler wrote: the runs of nodes, in their order.
 *
 * @throws Error where it is no profile
 */
export function readProfile(text: string): NodeEvent[] {
  const events = JSON.parse(text) as RawEvent[]
  if (!Array.isArray(events)) throw new Error('profile: expected a list of events, received something else')
  return events.flatMap(({ cat, name = '', dur = 0, args }) => {
    if (cat !== 'Node' || !name.endsWith('_kernel_time')) return []
    const shapes = (args?.output_type_shape ?? []).flatMap(output => Object.values(output))
    return [
      {
        name: name.slice(0, -'_kernel_time'.length),
        operator: args?.op_name ?? 'unknown',
        shapes: shapes.map(shape => `[${shape.join(', ')}]`).join(' '),
        milliseconds: dur / 1000,
      },
    ]
  })
}

/**
 * The median cost of each node in one run: a run that the machine disturbed does not count for more.
 *
 * @param skip runs at the beginning that do not count, because they warm up
 */
export function costPerNode(events: readonly NodeEvent[], skip: number): (NodeCost & { readonly operator: string })[] {
  const byName = groupBy(events, 'name')
  const costs = [...byName].flatMap(([name, all]) => {
    const counted = all.slice(skip)
    if (counted.length === 0) return []
    const { operator, shapes } = all[0]!
    return [{ name, operator, shapes, nodes: 1, milliseconds: median(counted.map(event => event.milliseconds)) }]
  })
  return withShares(costs)
}

/** The same, added up for each operator. */
export function costPerOperator(nodes: readonly (NodeCost & { readonly operator: string })[]): NodeCost[] {
  const byOperator = groupBy(nodes, 'operator')
  return withShares(
    [...byOperator].map(([name, all]) => ({
      name,
      shapes: '',
      nodes: all.length,
      milliseconds: all.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    })),
  )
}

function withShares<T extends { milliseconds: number }>(costs: T[]): (T & { share: number })[] {
  const total = costs.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  return costs
    .map(cost => ({ ...cost, share: total > 0 ? cost.milliseconds / total : 0 }))
    .sort((a, b) => b.milliseconds - a.milliseconds)
}

/** Node 20 has no Map.groupBy. */
function groupBy<T, K extends keyof T>(values: readonly T[], key: K): Map<T[K], T[]> {
  const groups = new Map<T[K], T[]>()
  for (const value of values) {
    const group = groups.get(value[key])
    if (group) group.push(value)
    else groups.set(value[key], [value])
  }
  return groups
}
