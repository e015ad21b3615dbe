import { valuesOf } from '../plan.js'
import type { QuantizedOperation } from '../quantizedModel.js'

/** Where the results of operations lie in the one buffer that they all share. */
export interface Arena {
  /** Of the buffer, in bytes. */
  readonly size: number
  /** Of each result by the name of its operation; the logits have none. */
  readonly offsets: ReadonlyMap<string, number>
}

interface Block {
  readonly name: string
  readonly size: number
  readonly first: number
  readonly last: number
  offset: number
}

/**
 * Gives each result a part of one buffer, for as long as an operation still reads it: the largest first, each at the lowest offset that is free
 * (TensorFlow Lite's greedy memory planner; Pisarchyk and Lee 2020, arXiv 2001.03288).
 */
export function planArena(operations: readonly QuantizedOperation[]): Arena {
  const blocks = operations.slice(0, -1).map(({ planned: { name, shape } }, first): Block => {
    const last = operations.findLastIndex(({ planned }) => planned.inputs.includes(name))
    return { name, size: valuesOf(shape), first, last, offset: 0 }
  })
  const placed: Block[] = []
  for (const block of [...blocks].sort((a, b) => b.size - a.size)) {
    const others = placed
      .filter(({ first, last }) => first <= block.last && block.first <= last)
      .sort((a, b) => a.offset - b.offset)
    for (const other of others)
      if (block.offset + block.size > other.offset) block.offset = Math.max(block.offset, other.offset + other.size)
    placed.push(block)
  }
  return {
    size: Math.max(1, ...placed.map(({ offset, size }) => offset + size)),
    offsets: new Map(placed.map(({ name, offset }) => [name, offset])),
  }
}
