import type { Canvas } from './pen.js'

/**
 * Puts an image into a canvas, enlarged and turned, with smooth slopes between its pixels; where there is ink already, the stronger
 * stays.
 *
 * @param image bytes 0–255, ink bright, rows from the top: [side × side]
 * @param place.x, place.y where its center comes to lie, in pixels
 * @param place.size of its sides, in pixels
 * @param place.angle in radians, clockwise. Default: 0
 */
export function stampImage(
  canvas: Canvas,
  image: Uint8Array,
  place: { readonly x: number; readonly y: number; readonly size: number; readonly angle?: number },
): void {
  const side = Math.sqrt(image.length)
  const { x: cx, y: cy, size, angle = 0 } = place
  const [cos, sin] = [(side / size) * Math.cos(angle), (side / size) * Math.sin(angle)]
  const reach = size * 0.75
  const at = (column: number, row: number) =>
    column < 0 || row < 0 || column >= side || row >= side ? 0 : image[row * side + column]! / 255
  for (let y = Math.max(0, Math.floor(cy - reach)); y < Math.min(canvas.height, cy + reach); y++)
    for (let x = Math.max(0, Math.floor(cx - reach)); x < Math.min(canvas.width, cx + reach); x++) {
      const [dx, dy] = [x + 0.5 - cx, y + 0.5 - cy]
      const u = cos * dx + sin * dy + side / 2 - 0.5
      const v = cos * dy - sin * dx + side / 2 - 0.5
      const [column, row] = [Math.floor(u), Math.floor(v)]
      if (column < -1 || row < -1 || column >= side || row >= side) continue
      const [fu, fv] = [u - column, v - row]
      const ink =
        (1 - fv) * ((1 - fu) * at(column, row) + fu * at(column + 1, row)) +
        fv * ((1 - fu) * at(column, row + 1) + fu * at(column + 1, row + 1))
      const here = y * canvas.width + x
      if (ink > canvas.data[here]!) canvas.data[here] = ink
    }
}
