import type { Canvas, Grain, Stroke } from './pen.js'

/** Draws strokes one pixel wide, each pixel wholly, as simple drawing programs do: one pixel for each column of a flat line, for each row of a steep one. */
export function drawAliased(
  { data, width, height }: Canvas,
  strokes: readonly Stroke[],
  { opacity = 1, grain }: { readonly opacity?: number; readonly grain?: Grain | undefined } = {},
): void {
  const put = (x: number, y: number) => {
    if (x < 0 || y < 0 || x >= width || y >= height) return
    const value = grain ? opacity * grain.data[(y % grain.side) * grain.side + (x % grain.side)]! : opacity
    const at = y * width + x
    if (value > data[at]!) data[at] = value
  }
  for (const stroke of strokes) {
    let [x, y] = stroke[0] ? [Math.floor(stroke[0].x), Math.floor(stroke[0].y)] : [-1, -1]
    put(x, y)
    for (const point of stroke) {
      const [toX, toY] = [Math.floor(point.x), Math.floor(point.y)]
      const steps = Math.max(Math.abs(toX - x), Math.abs(toY - y))
      for (let step = 1; step <= steps; step++)
        put(Math.round(x + ((toX - x) * step) / steps), Math.round(y + ((toY - y) * step) / steps))
      ;[x, y] = [toX, toY]
    }
  }
}
