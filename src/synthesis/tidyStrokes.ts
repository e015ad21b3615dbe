import { apart, lengthOf, type Polyline } from './polyline.js'
import type { Bitmap } from './skeleton.js'
import { type Edge, edgesByNode, reversed, type StrokeGraph } from './strokeGraph.js'

type Place = Polyline[number]

/** How far a line ends before its ink does, in radii: less than 1, as few ends are as round as a pen's. */
const CAP = 0.6

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
    const place: Place = [(kept.place[0] + gone.place[0]) / 2, (kept.place[1] + gone.place[1]) / 2]
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

/** Takes away what hangs together with nothing and is shorter than a share of all lines: dirt. */
export function dropSpecks(graph: StrokeGraph, share: number): void {
  const byNode = edgesByNode(graph)
  const all = graph.edges.reduce((sum, { line }) => sum + lengthOf(line), 0)
  const seen = new Set<Edge>()
  const kept: Edge[] = []
  for (const seed of graph.edges) {
    if (seen.has(seed)) continue
    const part = new Set([seed])
    for (const edge of part) for (const node of edge.ends ?? []) for (const other of byNode.get(node)!) part.add(other)
    for (const edge of part) seen.add(edge)
    if ([...part].reduce((sum, { line }) => sum + lengthOf(line), 0) >= share * all) kept.push(...part)
  }
  graph.edges = kept
}
