import { apart, lengthOf, type Polyline } from './polyline.js'
import { type Bitmap, placesOf } from './skeleton.js'

type Place = Polyline[number]

/** How far a line ends before its ink does, in radii: less than 1, as few ends are as round as a pen's. */
const CAP = 0.6

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

/** Reads the graph off a skeleton: pixels with three neighbours or more are where lines meet, those that touch are one node. */
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

/**
 * Takes away the spurs: ends that stick out of the ink around their junction by less than `least`. Then joins what meets within
 * the width of a line: two lines that cross leave two junctions and a bridge between them.
 */
export function tidy(graph: StrokeGraph, least: number): void {
  for (;;) {
    const byNode = edgesByNode(graph)
    let [spur, shortest]: [Edge | undefined, number] = [undefined, least]
    for (const edge of graph.edges) {
      if (!edge.ends) continue
      const tips = edge.ends.map(node => byNode.get(node)!.length === 1)
      if (tips[0] === tips[1]) continue
      const [tip, root] = tips[0] ? edge.ends : [edge.ends[1], edge.ends[0]]
      const beyond = lengthOf(edge.line) + tip.depth - root.depth
      if (beyond < shortest) [spur, shortest] = [edge, beyond]
    }
    if (!spur) break
    graph.edges = graph.edges.filter(edge => edge !== spur)
    joinPairs(graph)
  }
  for (;;) {
    const byNode = edgesByNode(graph)
    const bridge = graph.edges.find(
      ({ ends, line }) =>
        ends &&
        ends[0] !== ends[1] &&
        ends.every(node => byNode.get(node)!.length > 2) &&
        lengthOf(line) < Math.max(ends[0].depth, ends[1].depth) * 1.3,
    )
    if (!bridge) return
    const [kept, gone] = bridge.ends!
    kept.depth = Math.max(kept.depth, gone.depth)
    const place = meanOf([kept.place, gone.place])
    kept.place = place
    graph.edges = graph.edges.filter(edge => edge !== bridge)
    for (const edge of graph.edges)
      edge.ends?.forEach((node, end) => {
        if (node !== kept && node !== gone) return
        edge.ends![end] = kept
        edge.line[end === 0 ? 0 : edge.line.length - 1] = place
      })
  }
}

/** Thinning takes as much from the ends of a line as from its sides: they go on until a round pen reaches the end of the ink. */
export function lengthen(graph: StrokeGraph, { data, side }: Bitmap, radius: number): void {
  const byNode = edgesByNode(graph)
  for (const { ends, line } of graph.edges)
    for (const end of [0, 1] as const) {
      if (!ends || byNode.get(ends[end])!.length > 1) continue
      const inward = end === 0 ? line : line.toReversed()
      const tip = inward[0]!
      const back = inward.find(place => apart(place, tip) > 1.5 * radius) ?? inward.at(-1)!
      const length = apart(back, tip)
      if (length < 1) continue
      const at = (way: number): Place => [
        tip[0] + (way * (tip[0] - back[0])) / length,
        tip[1] + (way * (tip[1] - back[1])) / length,
      ]
      let way = 0
      while (way < 2.5 * radius && data[Math.floor(at(way)[1]) * side + Math.floor(at(way)[0])]) way += 0.5
      if (way > CAP * radius) line.splice(end === 0 ? 0 : line.length, 0, at(way - CAP * radius))
    }
}

/** Joins the two edges of a node that has no more. */
function joinPairs(graph: StrokeGraph): void {
  for (const [node, edges] of edgesByNode(graph)) {
    const [one, other] = edges
    if (edges.length !== 2 || !one || !other) continue
    if (one === other) {
      graph.edges = graph.edges.map(edge => (edge === one ? { ends: null, line: one.line } : edge))
    } else {
      const first = one.ends![1] === node ? one : reversed(one)
      const second = other.ends![0] === node ? other : reversed(other)
      const joined: Edge = { ends: [first.ends![0], second.ends![1]], line: [...first.line, ...second.line.slice(1)] }
      graph.edges = [...graph.edges.filter(edge => edge !== one && edge !== other), joined]
    }
    joinPairs(graph)
    return
  }
}

export function reversed({ ends, line }: Edge): Edge {
  return { ends: ends && [ends[1], ends[0]], line: line.toReversed() }
}
