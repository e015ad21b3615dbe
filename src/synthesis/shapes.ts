import type { Random } from '../random.js'
import { placeStrokes } from './outlines.js'
import { type Point, type Stroke, smoothCurve } from './pen.js'

/** Draws strokes within about 1 of the point (0, 0). */
export type Shape = (random: Random) => Stroke[]

/** What drawings are made of: rounds, angles, lines, rows of the like. */
export const shapes: readonly (readonly [weight: number, shape: Shape])[] = [
  [5, random => [ring(random, 1, 1)]],
  // an eye, a wheel, a target
  [3, random => nested(random, () => ring(random, 1, 1))],
  [3, blob],
  [2, random => [polygon(random, 3)]],
  [3, random => [rectangle(random)]],
  [1, random => nested(random, () => rectangle(random))],
  [1, random => [polygon(random, 5 + random.integer(4))]],
  [1, star],
  [2, spiral],
  [3, arc],
  [2, wave],
  [1, zigzag],
  [3, flower],
  [2, leaf],
  [1, crescent],
  [2, drop],
  [1, heart],
  [2, rays],
  [2, cluster],
  [2, stripes],
  [1, grid],
  [2, wings],
  // a figure of rounds on each other, as an animal or a doll
  [2, stack],
]

/** A closed round line as a hand draws it: not quite closed, not quite round. */
function ring(random: Random, rx: number, ry: number, [cx, cy] = [0, 0]): Stroke {
  const start = 2 * Math.PI * random.uniform()
  const points = Array.from({ length: 13 }, (_, i): Point => {
    const angle = start + (2 * Math.PI * i) / 12
    const stray = 1 + 0.06 * random.normal()
    return { x: cx + rx * stray * Math.cos(angle), y: cy + ry * stray * Math.sin(angle) }
  })
  return smoothCurve(points, 5)
}

function nested(random: Random, outline: () => Stroke): Stroke[] {
  const strokes = [outline()]
  for (let scale = 0.4 + 0.45 * random.uniform(); scale > 0.12; scale *= 0.3 + 0.5 * random.uniform())
    strokes.push(outline().map(({ x, y }) => ({ x: scale * x, y: scale * y })))
  return strokes
}

/** A closed line of a few waves: a cloud, an apple, a sheep. */
function blob(random: Random): Stroke[] {
  const waves = Array.from({ length: 3 }, (_, i) => [
    1 + i + random.integer(5),
    0.25 * random.normal(),
    7 * random.uniform(),
  ])
  return [
    smoothCurve(
      Array.from({ length: 25 }, (_, i) => {
        const angle = (2 * Math.PI * i) / 24
        const reach = waves.reduce((sum, [n, height, phase]) => sum + height! * Math.sin(n! * angle + phase!), 0.8)
        return { x: reach * Math.cos(angle), y: reach * Math.sin(angle) }
      }),
      4,
    ),
  ]
}

function polygon(random: Random, corners: number): Stroke {
  const start = 2 * Math.PI * random.uniform()
  const points = Array.from({ length: corners }, (_, i) => {
    const angle = start + (2 * Math.PI * (i + 0.25 * random.uniform())) / corners
    return { x: Math.cos(angle), y: Math.sin(angle) }
  })
  return [...points, points[0]!]
}

function rectangle(random: Random): Stroke {
  const corner = (x: number, y: number) => ({ x: x + 0.06 * random.normal(), y: y + 0.06 * random.normal() })
  const first = corner(-1, -1)
  return [first, corner(1, -1), corner(1, 1), corner(-1, 1), first]
}

function star(random: Random): Stroke[] {
  const tips = 4 + random.integer(5)
  const depth = 0.3 + 0.4 * random.uniform()
  return [
    Array.from({ length: 2 * tips + 1 }, (_, i) => {
      const [angle, reach] = [(Math.PI * i) / tips, i % 2 ? depth : 1]
      return { x: reach * Math.sin(angle), y: -reach * Math.cos(angle) }
    }),
  ]
}

/** Two turns or more: with fewer it would be a 6, a 9 or a 0. */
function spiral(random: Random): Stroke[] {
  const [turns, sense, start] = [
    2 + 2 * random.uniform(),
    random.uniform() < 0.5 ? 1 : -1,
    2 * Math.PI * random.uniform(),
  ]
  const count = Math.round(12 * turns)
  return [
    smoothCurve(
      Array.from({ length: count + 1 }, (_, i) => {
        const [angle, reach] = [start + (sense * 2 * Math.PI * turns * i) / count, 0.08 + (0.92 * i) / count]
        return { x: reach * Math.cos(angle), y: reach * Math.sin(angle) }
      }),
      4,
    ),
  ]
}

function arc(random: Random): Stroke[] {
  const [start, length] = [2 * Math.PI * random.uniform(), Math.PI * (0.3 + random.uniform())]
  return [
    smoothCurve(
      Array.from({ length: 7 }, (_, i) => ({
        x: Math.cos(start + (length * i) / 6),
        y: Math.sin(start + (length * i) / 6),
      })),
      5,
    ),
  ]
}

function wave(random: Random): Stroke[] {
  const count = 4 + random.integer(8)
  const height = 0.1 + 0.3 * random.uniform()
  const points = Array.from({ length: count }, (_, i) => ({
    x: -1 + (2 * i) / (count - 1),
    y: height * (i % 2 ? 1 : -1) * (0.5 + random.uniform()),
  }))
  return [smoothCurve(points, 5)]
}

function zigzag(random: Random): Stroke[] {
  const count = 4 + random.integer(8)
  return [
    Array.from({ length: count }, (_, i) => ({
      x: -1 + (2 * i) / (count - 1),
      y: (i % 2 ? 0.3 : -0.3) * (0.5 + random.uniform()),
    })),
  ]
}

/** Rounds about a middle: petals, a paw, a clover. */
function flower(random: Random): Stroke[] {
  const [petals, turn, slim] = [3 + random.integer(5), 7 * random.uniform(), 0.2 + 0.25 * random.uniform()]
  const strokes = random.uniform() < 0.7 ? [ring(random, 0.3, 0.3)] : []
  for (let petal = 0; petal < petals; petal++) {
    const angle = turn + (2 * Math.PI * petal) / petals
    strokes.push(...placeStrokes([ring(random, 0.38, slim, [0.65, 0])], { angle }))
  }
  return strokes
}

/** Two arcs from end to end, perhaps with veins. */
function leaf(random: Random): Stroke[] {
  const [above, below] = [0.2 + 0.4 * random.uniform(), 0.2 + 0.4 * random.uniform()]
  const side = (height: number) =>
    smoothCurve([
      { x: -1, y: 0 },
      { x: -0.4, y: height },
      { x: 0.3, y: 0.9 * height },
      { x: 1, y: 0 },
    ])
  const strokes = [side(above), side(-below)]
  if (random.uniform() < 0.6) strokes.push(line(-1.2, 0, 0.9, 0))
  if (random.uniform() < 0.4)
    for (let x = -0.6; x < 0.7; x += 0.3)
      strokes.push(line(x, 0, x + 0.25, 0.6 * above), line(x, 0, x + 0.25, -0.6 * below))
  return strokes
}

function crescent(random: Random): Stroke[] {
  const deep = 0.1 + 0.5 * random.uniform()
  const side = (height: number) =>
    smoothCurve([
      { x: -1, y: -0.4 },
      { x: -0.5, y: height - 0.1 },
      { x: 0.4, y: height },
      { x: 1, y: -0.5 },
    ])
  return [side(0.6), side(0.6 - deep)]
}

function drop(random: Random): Stroke[] {
  const [wide, low] = [0.4 + 0.3 * random.uniform(), 0.4 + 0.4 * random.uniform()]
  return [
    smoothCurve([
      { x: 0, y: -1 },
      { x: wide * 0.6, y: -0.1 },
      { x: wide, y: low },
      { x: 0, y: 1 },
      { x: -wide, y: low },
      { x: -wide * 0.6, y: -0.1 },
      { x: 0, y: -1 },
    ]),
  ]
}

function heart(random: Random): Stroke[] {
  const wide = 0.7 + 0.3 * random.uniform()
  const half = (side: number) =>
    smoothCurve([
      { x: 0, y: -0.5 },
      { x: 0.5 * side * wide, y: -0.9 },
      { x: side * wide, y: -0.4 },
      { x: 0.5 * side * wide, y: 0.3 },
      { x: 0, y: 0.9 },
    ])
  return [half(1), half(-1)]
}

/** Lines that point from a middle: the sun, hair, lashes. */
function rays(random: Random): Stroke[] {
  const [count, part, from] = [4 + random.integer(10), random.uniform() < 0.5 ? 1 : 0.4, 0.5 + 0.3 * random.uniform()]
  const strokes = random.uniform() < 0.6 ? [ring(random, 0.9 * from, 0.9 * from)] : []
  for (let ray = 0; ray < count; ray++) {
    const angle = -Math.PI / 2 + 2 * Math.PI * part * (ray / count - 0.5)
    const reach = 0.85 + 0.2 * random.uniform()
    strokes.push(line(from * Math.cos(angle), from * Math.sin(angle), reach * Math.cos(angle), reach * Math.sin(angle)))
  }
  return strokes
}

/** Many rounds beside each other: grapes, spots, bricks of a wall. */
function cluster(random: Random): Stroke[] {
  const [columns, rows, size] = [2 + random.integer(4), 1 + random.integer(4), 0.6 + 0.5 * random.uniform()]
  const strokes: Stroke[] = []
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const radius = (size / Math.max(columns, rows)) * (0.8 + 0.4 * random.uniform())
      const x = -1 + (2 * (column + 0.5 + 0.5 * (row % 2))) / columns
      strokes.push(
        ring(random, radius, radius * (0.7 + 0.6 * random.uniform()), [
          x,
          -1 + (2 * (row + 0.5)) / Math.max(columns, rows),
        ]),
      )
    }
  return strokes
}

function stripes(random: Random): Stroke[] {
  const count = 3 + random.integer(5)
  return Array.from({ length: count }, (_, i) => {
    const x = -1 + (2 * i) / (count - 1)
    return line(x, -0.8 - 0.3 * random.uniform(), x + 0.1 * random.normal(), 0.8 + 0.3 * random.uniform())
  })
}

function grid(random: Random): Stroke[] {
  return [...stripes(random), ...placeStrokes(stripes(random), { angle: Math.PI / 2 })]
}

/** The same shape left and right. */
function wings(random: Random): Stroke[] {
  const make = [blob, leaf, drop, crescent, arc, flower][random.integer(6)]!
  const wing = make(random).flatMap(stroke => placeStrokes([stroke], { angle: 0.8 * random.normal() }))
  const away = 0.4 + 0.3 * random.uniform()
  return [1, -1].flatMap(side =>
    wing.map(stroke => stroke.map(({ x, y }) => ({ x: side * (away + 0.5 * x), y: 0.6 * y }))),
  )
}

function stack(random: Random): Stroke[] {
  const strokes: Stroke[] = []
  let y = -1
  for (let count = 2 + random.integer(3); count > 0; count--) {
    const ry = 0.25 + 0.3 * random.uniform()
    y += ry
    strokes.push(ring(random, ry * (0.6 + 0.8 * random.uniform()), ry, [0.1 * random.normal(), y]))
    y += ry
  }
  // Two rounds alone would be an 8.
  return [...strokes, ...arc(random).map(stroke => stroke.map(point => ({ ...point, y: point.y - 0.5 })))]
}

function line(x: number, y: number, toX: number, toY: number): Stroke {
  return [
    { x, y },
    { x: toX, y: toY },
  ]
}
