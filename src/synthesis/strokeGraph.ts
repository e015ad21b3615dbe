import type { Polyline } from './polyline.js'
import { type Bitmap, placesOf } from './skeleton.js'

type Place = Polyline[number]

/** Where lines end or meet. */
export interface Node {
  place: Place
  /** How far the ink reaches around it, in pixels. */
  depth: number
}

/** A line between two nodes, whose places come first and last; between null and null, a closed line that meets no other. */
export interface Edge {
  readonly ends: [Node, Node] | null
  line: Place[]
}

/** What a skeleton's pixels join, and how. */
export interface StrokeGraph {
  edges: Edge[]
}

/** Reads the graph off a skeleton: pixels with three neighbors or more are where lines meet, those that touch are one node. */
export function strokeGraph(skeleton: Bitmap, depth: Float32Array): StrokeGraph {
  const { data, side } = skeleton
  const steps = [1, side, -1, -side, side + 1, side - 1, -side - 1, -side + 1]
  const around = (at: number) => steps.map(step => at + step).filter(other => data[other])
  const pixels = [...placesOf(skeleton)]
  const isJunction = new Set(pixels.filter(at => around(at).length > 2))
  const nodeAt = new Map<number, Node>()
  const placeOf = (at: number): Place => [(at % side) + 0.5, Math.floor(at / side) + 0.5]
  for (const seed of isJunction) {
    if (nodeAt.has(seed)) continue
    const cluster = [seed]
    const node: Node = { place: placeOf(seed), depth: 0 }
    nodeAt.set(seed, node)
    for (const at of cluster)
      for (const other of around(at))
        if (isJunction.has(other) && !nodeAt.has(other)) {
          nodeAt.set(other, node)
          cluster.push(other)
        }
    node.place = meanOf(cluster.map(placeOf))
    node.depth = Math.max(...cluster.map(at => depth[at]!))
  }
  const seen = new Set<number>()
  const follow = (start: number): number[] => {
    const path = [start]
    seen.add(start)
    for (let next: number | undefined = start; next !== undefined; ) {
      next = around(next).find(at => !isJunction.has(at) && !seen.has(at))
      if (next === undefined) break
      seen.add(next)
      path.push(next)
    }
    return path
  }
  const edges: Edge[] = []
  const free = pixels.filter(at => !isJunction.has(at))
  const starts = free.filter(at => around(at).filter(other => !isJunction.has(other)).length < 2)
  for (const start of starts) {
    if (seen.has(start)) continue
    const path = follow(start)
    const first = around(path[0]!).find(at => isJunction.has(at))
    const last = around(path.at(-1)!).find(
      at => isJunction.has(at) && (path.length > 1 || nodeAt.get(at) !== nodeAt.get(first!)),
    )
    const nodeFor = (junction: number | undefined, at: number): Node =>
      junction === undefined ? { place: placeOf(at), depth: depth[at]! } : nodeAt.get(junction)!
    const [a, b] = [nodeFor(first, path[0]!), nodeFor(last, path.at(-1)!)]
    const line = path.map(placeOf)
    if (first !== undefined) line.unshift(a.place)
    if (last !== undefined) line.push(b.place)
    edges.push({ ends: [a, b], line })
  }
  for (const start of free) {
    if (seen.has(start)) continue
    const line = follow(start).map(placeOf)
    edges.push({ ends: null, line: [...line, line[0]!] })
  }
  return { edges }
}

function meanOf(places: readonly Place[]): Place {
  const sum = (axis: 0 | 1) => places.reduce((total, place) => total + place[axis], 0)
  return [sum(0) / places.length, sum(1) / places.length]
}

/** The edges of each node; one that begins and ends there counts twice. */
export function edgesByNode({ edges }: StrokeGraph): Map<Node, Edge[]> {
  const result = new Map<Node, Edge[]>()
  for (const edge of edges) for (const node of edge.ends ?? []) result.set(node, [...(result.get(node) ?? []), edge])
  return result
}

export function reversed({ ends, line }: Edge): Edge {
  return { ends: ends && [ends[1], ends[0]], line: line.toReversed() }
}
