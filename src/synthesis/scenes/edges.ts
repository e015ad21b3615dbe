import type { Random } from '../../random.js'
import type { Box, Plane } from '../../reading/picture.js'

/**
 * Draws what a picture may show along its sides: the end of the paper, the frame of a cell, a rest of a rule. It keeps clear of digits.
 *
 * @param grayLevels 0-1; changed in place
 */
export function drawEdges(grayLevels: Plane, digits: readonly { readonly box: Box }[], random: Random): void {
  const { width, height } = grayLevels
  const free = [
    Math.min(width, ...digits.map(({ box }) => box.x)),
    Math.min(width, ...digits.map(({ box }) => width - box.x - box.width)),
    Math.min(height, ...digits.map(({ box }) => box.y)),
    Math.min(height, ...digits.map(({ box }) => height - box.y - box.height)),
  ]
  for (const [side, room] of free.entries()) {
    if (random.uniform() < 0.5) continue
    const across = side < 2 ? width : height
    const reach = Math.min(room - 1, across * (0.01 + 0.14 * random.uniform()))
    if (reach < 0.7) continue
    const isLine = random.uniform() < 0.4
    const from = isLine ? Math.max(0, reach - 0.7 - 2.5 * random.uniform()) : -1
    const [gray, soft, cover] = [random.uniform(), 0.5 + 3 * random.uniform() ** 2, 0.3 + 0.7 * random.uniform()]
    const slope = 0.02 * random.normal()
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const along = side < 2 ? y - height / 2 : x - width / 2
        const depth = [x, width - 1 - x, y, height - 1 - y][side]! + 0.5 + slope * along
        const inside = Math.min(1, Math.max(0, (reach - depth) / soft)) * Math.min(1, Math.max(0, depth - from))
        grayLevels.data[y * width + x]! += cover * inside * (gray - grayLevels.data[y * width + x]!)
      }
  }
}
