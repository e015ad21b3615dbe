import { PEN, type Stroke } from './scene.js'

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/**
 * Paints strokes, rounded and through the middles between their points.
 *
 * @param width of the pad on this canvas, in its pixels
 */
export function paintStrokes(context: Context, strokes: readonly Stroke[], width: number, color: string): void {
  context.strokeStyle = color
  context.fillStyle = color
  context.lineCap = 'round'
  context.lineJoin = 'round'
  for (const stroke of strokes) paintStroke(context, stroke, width)
}

function paintStroke(context: Context, stroke: Stroke, width: number): void {
  const first = stroke[0]!
  if (stroke.length === 1) {
    context.beginPath()
    context.arc(first.x * width, first.y * width, (penAt(first.pressure) * width) / 2, 0, 2 * Math.PI)
    context.fill()
    return
  }
  const steady = stroke.every(({ pressure }) => pressure === first.pressure)
  let from = { x: first.x * width, y: first.y * width }
  context.lineWidth = penAt(first.pressure) * width
  context.beginPath()
  context.moveTo(from.x, from.y)
  for (const [index, point] of stroke.entries()) {
    if (index === 0) continue
    const before = stroke[index - 1]!
    const isLast = index === stroke.length - 1
    const to = {
      x: (isLast ? point.x : (before.x + point.x) / 2) * width,
      y: (isLast ? point.y : (before.y + point.y) / 2) * width,
    }
    // The width is one for a path, so a pen that is pressed draws a path for each piece.
    if (!steady) {
      context.beginPath()
      context.lineWidth = penAt((before.pressure + point.pressure) / 2) * width
      context.moveTo(from.x, from.y)
    }
    context.quadraticCurveTo(before.x * width, before.y * width, to.x, to.y)
    if (!steady) context.stroke()
    from = to
  }
  if (steady) context.stroke()
}

/** Half as wide as the pen where it hardly touches, half as wide again where it is pressed with all strength. */
function penAt(pressure: number): number {
  return PEN * (0.5 + pressure)
}
