import { type Random, uniformBetween, weightedChoice } from '../random.js'
import { fitted } from './outlines.js'
import type { Stroke } from './pen.js'
import { type Shape, shapes } from './shapes.js'

/**
 * Draws things as people doodle them: one or two large shapes, and in them and about them smaller ones, often the same on both sides
 * or several in a row. Never a round alone, which would be a 0.
 *
 * @returns strokes around the point (0, 0), the larger of height and width 1
 */
export function doodleStrokes(random: Random): Stroke[] {
  const between = uniformBetween(random)
  const put = (shape: Shape, x: number, y: number, size: number) => {
    const [angle, flat] = [random.uniform() < 0.6 ? 0 : between(-Math.PI, Math.PI), Math.exp(0.35 * random.normal())]
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    return shape(random).map(stroke =>
      stroke.map(point => {
        const [u, v] = [size * flat * point.x, (size / flat) * point.y]
        return { x: x + cos * u - sin * v, y: y + sin * u + cos * v }
      }),
    )
  }
  const anyShape = () => weightedChoice(shapes, random)[1]
  const strokes = put(anyShape(), 0, 0, 1)
  if (random.uniform() < 0.4) strokes.push(...put(anyShape(), between(-1, 1), between(-1.4, 1.4), between(0.4, 0.9)))
  for (let count = 2 + random.integer(6); count > 0; count--) {
    const shape = anyShape()
    const [x, y, size] = [between(-1.2, 1.2), between(-1.2, 1.2), between(0.08, 0.4)]
    const part = put(shape, x, y, size)
    const kind = random.uniform()
    strokes.push(...part)
    if (kind < 0.4) strokes.push(...part.map(stroke => stroke.map(point => ({ ...point, x: -point.x }))))
    else if (kind < 0.5)
      for (let step = 1; step < 4; step++)
        strokes.push(...part.map(stroke => stroke.map(point => ({ ...point, x: point.x + 2.3 * size * step }))))
  }
  return fitted(strokes)
}
