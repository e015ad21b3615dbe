import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bitmap, depths, placesOf, thin } from '../../src/synthesis/skeleton.js'

/** A bitmap from rows of a picture, `#` for ink. */
function bitmap(...rows: string[]): Bitmap {
  return { data: Uint8Array.from(rows.join(''), sign => (sign === '#' ? 1 : 0)), side: rows.length }
}

/** How many parts the ink has, by its eight neighbors. */
function parts({ data, side }: Bitmap): number {
  const left = new Set(placesOf({ data, side }))
  let count = 0
  for (const seed of left) {
    count++
    const part = [seed]
    left.delete(seed)
    for (const at of part)
      for (const step of [1, -1, side, -side, side + 1, side - 1, -side + 1, -side - 1])
        if (left.delete(at + step)) part.push(at + step)
  }
  return count
}

test('a bar becomes a line of one pixel along its middle', () => {
  const { data } = thin(
    bitmap(
      '.........',
      '.........',
      '.........',
      '.#######.',
      '.#######.',
      '.#######.',
      '.........',
      '.........',
      '.........',
    ),
  )
  const rows = new Set([...data.keys()].filter(at => data[at]).map(at => Math.floor(at / 9)))
  expect([...rows]).toEqual([4])
  expect(data.reduce((sum, ink) => sum + ink, 0)).toBeGreaterThanOrEqual(4)
})

test('discs, however they lie, keep their parts when thinned', () => {
  const disc = fc.record({
    x: fc.double({ min: 8, max: 32, noNaN: true }),
    y: fc.double({ min: 8, max: 32, noNaN: true }),
    radius: fc.double({ min: 3, max: 6, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(disc, { minLength: 1, maxLength: 5 }), discs => {
      const data = Uint8Array.from({ length: 1600 }, (_, at) =>
        discs.some(({ x, y, radius }) => Math.hypot((at % 40) - x, Math.floor(at / 40) - y) < radius) ? 1 : 0,
      )
      const thinned = thin({ data, side: 40 })
      expect(parts(thinned)).toBe(parts({ data, side: 40 }))
      for (const at of placesOf(thinned)) expect(data[at]).toBe(1)
    }),
    { numRuns: 60, seed: 1 },
  )
})

test('depth is 1 at the border and grows inward', () => {
  const depth = depths(bitmap('.......', '.#####.', '.#####.', '.#####.', '.#####.', '.#####.', '.......'))
  expect(depth[8]).toBe(1)
  expect(depth[24]).toBe(3)
  expect(depth[0]).toBe(0)
})
