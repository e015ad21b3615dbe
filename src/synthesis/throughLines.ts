import { apart, evenly, type Polyline, smoothed } from './polyline.js'
import { type Edge, edgesByNode, type Node, reversed, type StrokeGraph } from './strokeGraph.js'

/** An edge as it leaves a node. */
interface Arm {
  readonly edge: Edge
  /** Which of the edge's ends lies there. */
  readonly end: 0 | 1
}

/** A line on its way through the graph. */
interface Way {
  points: Polyline
  /** The nodes that it goes straight through. */
  readonly through: readonly Node[]
  /** The nodes that it begins and ends at; none where it is closed. */
  readonly ends: readonly [Node, Node] | null
}

/** Cosine of the sharpest turn that a hand is taken to make at a junction without beginning a new stroke. */
const STRAIGHT = -0.6

/**
 * Draws the edges of a graph as long smooth lines: where edges meet, the two that go on in the same direction are one line, as in
 * a cross; the others end on it. Close to a junction the skeleton is bent by the ink of both lines, so that part is drawn anew.
 *
 * @param step between the places of the lines, in pixels
 */
export function throughLines(graph: StrokeGraph, step: number): Polyline[] {
  const byNode = edgesByNode(graph)
  const partner = new Map<string, Arm>()
  const names = new Map(graph.edges.map((edge, index) => [edge, index]))
  const name = ({ edge, end }: Arm) => `${names.get(edge)}/${end}`
  const tips = new Set<Node>()
  for (const [node, edges] of byNode) {
    if (edges.length === 1) tips.add(node)
    else
      for (const [a, b] of pairs(node, armsOf(node, edges))) {
        partner.set(name(a), b)
        partner.set(name(b), a)
      }
  }
  const used = new Set<Edge>()
  const ways: Way[] = []
  const walk = (start: Arm) => {
    const points: Polyline[number][] = []
    const through: Node[] = []
    let arm = start
    for (;;) {
      used.add(arm.edge)
      const { ends, line } = arm.end === 0 ? arm.edge : reversed(arm.edge)
      points.push(...trimmed(line, ends!, tips))
      const next = partner.get(name({ edge: arm.edge, end: arm.end === 0 ? 1 : 0 }))
      const closes = next && next.edge === start.edge && next.end === start.end
      if (!next || closes || used.has(next.edge)) {
        const begins = start.edge.ends![start.end]
        if (closes) ways.push({ points: [...points, points[0]!], through: [...through, begins], ends: null })
        else {
          const isTip = [tips.has(begins), tips.has(ends![1])]
          if (!isTip[0]) points.unshift(begins.place)
          if (!isTip[1]) points.push(ends![1].place)
          ways.push({ points, through, ends: [begins, ends![1]] })
        }
        return
      }
      through.push(ends![1])
      arm = next
    }
  }
  for (const edge of graph.edges) {
    if (!edge.ends) ways.push({ points: edge.line, through: [], ends: null })
    else
      for (const end of [0, 1] as const) if (!used.has(edge) && !partner.has(name({ edge, end }))) walk({ edge, end })
  }
  for (const edge of graph.edges) if (edge.ends && !used.has(edge)) walk({ edge, end: 0 })
  return joined(ways, tips, step)
}

function armsOf(node: Node, edges: readonly Edge[]): Arm[] {
  return [...new Set(edges)].flatMap(edge =>
    ([0, 1] as const).filter(end => edge.ends![end] === node).map(end => ({ edge, end })),
  )
}

/** The arms of a node that go on in each other's direction, the straightest first. */
function pairs(node: Node, arms: readonly Arm[]): [Arm, Arm][] {
  const directions = arms.map(({ edge, end }) => {
    const line = end === 0 ? edge.line : edge.line.toReversed()
    const reach = 2.2 * node.depth + 2
    const far = line.findIndex(place => apart(place, node.place) > reach)
    const near = line.find(place => apart(place, node.place) > 0.8 * node.depth) ?? node.place
    const [x, y] = far < 0 ? line[Math.floor(line.length / 2)]! : line[far]!
    const from = apart(near, [x, y]) > 2 ? near : node.place
    const length = Math.hypot(x - from[0], y - from[1]) || 1
    return [(x - from[0]) / length, (y - from[1]) / length] as const
  })
  const candidates = arms
    .flatMap((a, i) =>
      arms.slice(i + 1).map((b, j) => {
        const [u, v] = [directions[i]!, directions[i + 1 + j]!]
        return { pair: [a, b] as [Arm, Arm], cosine: u[0] * v[0] + u[1] * v[1] }
      }),
    )
    .filter(({ cosine }) => cosine < STRAIGHT)
    .sort((a, b) => a.cosine - b.cosine)
  const taken = new Set<Arm>()
  return candidates.flatMap(({ pair }) => {
    if (pair.some(arm => taken.has(arm))) return []
    for (const arm of pair) taken.add(arm)
    return [pair]
  })
}

/** The part of an edge that lies away from its junctions, at least its middle. */
function trimmed(line: Polyline, ends: readonly [Node, Node], tips: ReadonlySet<Node>): Polyline {
  const keeps = (place: Polyline[number]) =>
    ends.every(node => tips.has(node) || apart(place, node.place) > 0.8 * node.depth)
  const kept = line.filter(keeps)
  return kept.length > 0 ? kept : [line[Math.floor(line.length / 2)]!]
}

/** Smooths the lines, then moves the ends of those that end at a junction onto the line that goes through it. */
function joined(ways: readonly Way[], tips: ReadonlySet<Node>, step: number): Polyline[] {
  const smooth = (points: Polyline) => smoothed(evenly(points, step), 6)
  for (const way of ways) way.points = smooth(way.points)
  return ways.map(({ points, ends }) => {
    if (!ends) return points
    const moved = [...points]
    for (const [end, node] of ends.entries()) {
      if (tips.has(node)) continue
      const places = ways.filter(way => way.through.includes(node)).flatMap(way => way.points)
      if (places.length === 0) continue
      const nearest = places.reduce((best, place) =>
        apart(place, node.place) < apart(best, node.place) ? place : best,
      )
      const last = end === 0 ? 0 : moved.length - 1
      const [dx, dy] = [nearest[0] - moved[last]![0], nearest[1] - moved[last]![1]]
      for (let i = 0; i < Math.min(4, moved.length - 1); i++) {
        const at = end === 0 ? i : last - i
        moved[at] = [moved[at]![0] + dx * (1 - i / 4), moved[at]![1] + dy * (1 - i / 4)]
      }
    }
    return moved
  })
}
