import { type Random, uniformBetween } from '../random.js'
import { fitted } from './outlines.js'
import { type Point, type Stroke, smoothCurve } from './pen.js'

/**
 * Draws things as people doodle them: an outline, and inside it and about it eyes, wheels, rays, windows, legs. Never an outline alone,
 * which would be a 0.
 *
 * @returns strokes around the point (0, 0), the larger of height and width 1
 */
export function doodleStrokes(random: Random): Stroke[] {
  const between = uniformBetween(random)
  const [width, height] = [between(0.25, 0.5), between(0.25, 0.5)]
  const outline = outlines[random.integer(outlines.length)]!(width, height, random)
  const details: Stroke[] = []
  for (let count = 2 + random.integer(4); count > 0; count--)
    details.push(...parts[random.integer(parts.length)]!(width, height, random))
  return fitted([...outline, ...details])
}

type Maker = (width: number, height: number, random: Random) => Stroke[]

/** An ellipse as a hand draws it: not quite closed, not quite round. */
function ellipse(cx: number, cy: number, rx: number, ry: number, random: Random): Stroke {
  const [start, shake] = [2 * Math.PI * random.uniform(), 0.06]
  const points = Array.from({ length: 13 }, (_, i): Point => {
    const angle = start + (2 * Math.PI * i) / 12
    const stray = 1 + shake * random.normal()
    return { x: cx + rx * stray * Math.cos(angle), y: cy + ry * stray * Math.sin(angle) }
  })
  return smoothCurve(points, 5)
}

function polygon(points: readonly (readonly [number, number])[], random: Random): Stroke {
  return [...points, points[0]!].map(([x, y]) => ({ x: x + 0.015 * random.normal(), y: y + 0.015 * random.normal() }))
}

const outlines: readonly Maker[] = [
  (w, h, random) => [ellipse(0, 0, w, h, random)],
  (w, h, random) => [
    polygon(
      [
        [-w, -h],
        [w, -h],
        [w, h],
        [-w, h],
      ],
      random,
    ),
  ],
  // a house
  (w, h, random) => [
    polygon(
      [
        [-w, -0.2 * h],
        [0, -1.2 * h],
        [w, -0.2 * h],
        [w, h],
        [-w, h],
      ],
      random,
    ),
    [
      { x: -w, y: -0.2 * h },
      { x: w, y: -0.2 * h },
    ],
  ],
  // a body with a head
  (w, h, random) => [
    ellipse(0, 0.3 * h, w, 0.7 * h, random),
    ellipse((random.uniform() - 0.5) * w, -0.7 * h, 0.5 * w, 0.4 * h, random),
  ],
  // hills, waves, a cloud
  (w, h, random) => {
    const bumps = 2 + random.integer(4)
    const points = Array.from({ length: 2 * bumps + 1 }, (_, i) => ({
      x: -w + (w * i) / bumps,
      y: i % 2 ? -h * (0.4 + 0.6 * random.uniform()) : 0,
    }))
    return [random.uniform() < 0.5 ? smoothCurve(points) : points]
  },
  // a star
  (w, h, random) => {
    const tips = 4 + random.integer(4)
    const points = Array.from({ length: 2 * tips }, (_, i) => {
      const angle = (Math.PI * i) / tips
      const reach = i % 2 ? 0.45 : 1
      return [w * reach * Math.sin(angle), -h * reach * Math.cos(angle)] as const
    })
    return [polygon(points, random)]
  },
]

const parts: readonly Maker[] = [
  // eyes
  (w, h, random) => {
    const [y, r] = [-h * 0.3 * random.uniform(), 0.06 + 0.08 * random.uniform()]
    return [-1, 1].map(side => ellipse(side * w * 0.35, y, r * w, r * h, random))
  },
  // a mouth
  (w, h, random) => {
    const deep = h * (0.1 + 0.2 * random.uniform())
    return [
      smoothCurve([
        { x: -0.4 * w, y: 0.4 * h },
        { x: 0, y: 0.4 * h + deep },
        { x: 0.4 * w, y: 0.4 * h },
      ]),
    ]
  },
  // wheels
  (w, h, random) =>
    [-1, 1].map(side => ellipse(side * w * 0.6, 1.1 * h, 0.25 * w, 0.25 * w * (0.8 + 0.4 * random.uniform()), random)),
  // legs
  (w, h, random) =>
    Array.from({ length: 2 + random.integer(3) }, (_, i) => {
      const x = w * (-0.7 + 0.5 * i)
      return [
        { x, y: 0.9 * h },
        { x: x + 0.1 * w * random.normal(), y: h * (1.2 + 0.5 * random.uniform()) },
      ]
    }),
  // rays, hair, leaves
  (w, h, random) => {
    const count = 5 + random.integer(9)
    const part = random.uniform() < 0.5 ? 1 : 0.4
    return Array.from({ length: count }, (_, i) => {
      const angle = -Math.PI / 2 + 2 * Math.PI * part * (i / count - 0.5)
      const reach = 1.25 + 0.4 * random.uniform()
      return [1.1, reach].map(r => ({ x: w * r * Math.cos(angle), y: h * r * Math.sin(angle) }))
    })
  },
  // stripes
  (w, h, random) => {
    const [count, across] = [2 + random.integer(4), random.uniform() < 0.5]
    return Array.from({ length: count }, (_, i) => {
      const at = (2 * (i + 1)) / (count + 1) - 1
      return [-0.8, 0.8].map(end => (across ? { x: end * w, y: at * h } : { x: at * w, y: end * h }))
    })
  },
  // a window, a door, a screen
  (w, h, random) => {
    const [x, y] = [w * (random.uniform() - 0.6), h * (random.uniform() - 0.6)]
    const [dx, dy] = [w * (0.2 + 0.4 * random.uniform()), h * (0.2 + 0.4 * random.uniform())]
    return [
      polygon(
        [
          [x, y],
          [x + dx, y],
          [x + dx, y + dy],
          [x, y + dy],
        ],
        random,
      ),
    ]
  },
  // ears
  (w, h, random) =>
    [-1, 1].map(side =>
      smoothCurve([
        { x: side * 0.7 * w, y: -0.8 * h },
        { x: side * w * (0.8 + 0.4 * random.uniform()), y: -h * (1.2 + 0.5 * random.uniform()) },
        { x: side * 0.3 * w, y: -h },
      ]),
    ),
  // a tail, a stem, a branch
  (w, h, random) => [
    smoothCurve([
      { x: w, y: 0 },
      { x: w * (1.2 + 0.3 * random.uniform()), y: h * (random.uniform() - 0.5) },
      { x: w * (1.5 + 0.5 * random.uniform()), y: h * (random.uniform() - 0.5) * 2 },
    ]),
  ],
]
