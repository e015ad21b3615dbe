import { expect, test } from 'vitest'
import { randomStream } from '../../../src/random.js'
import { plane } from '../../../src/reading/picture.js'
import { drawEdges } from '../../../src/synthesis/scenes/edges.js'

const SIDE = 60
const digit = { box: { x: 20, y: 10, width: 15, height: 40 } }

test('edges are drawn along the sides, and none over a digit', () => {
  let drawn = 0
  for (let seed = 0; seed < 100; seed++) {
    const grayLevels = plane(SIDE, SIDE)
    grayLevels.data.fill(0.5)
    drawEdges(grayLevels, [digit], randomStream(seed, 'edges'))
    const changed = [...grayLevels.data.keys()].filter(at => Math.abs(grayLevels.data[at]! - 0.5) > 0.02)
    drawn += changed.length
    for (const at of changed) {
      const [x, y] = [(at % SIDE) + 0.5, Math.floor(at / SIDE) + 0.5]
      const { box } = digit
      // A line that slants may come half a pixel near.
      const within = x > box.x + 2 && x < box.x + box.width - 2 && y > box.y + 2 && y < box.y + box.height - 2
      expect(within, `seed ${seed}: ${x}, ${y}`).toBe(false)
      expect(Math.min(x, y, SIDE - x, SIDE - y)).toBeLessThan(0.15 * SIDE + 4)
    }
    expect(Math.min(...grayLevels.data)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...grayLevels.data)).toBeLessThanOrEqual(1)
  }
  expect(drawn).toBeGreaterThan(0)
})
