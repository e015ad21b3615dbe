import fc from 'fast-check'
import type { Box, Plane } from '../../src/reading/picture.js'

/** A plane whose values follow from their place. */
export function planeOf(width: number, height: number, at: (x: number, y: number) => number): Plane {
  return {
    data: Float32Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))),
    width,
    height,
  }
}

/** Planes of any gray levels 0–1. */
export function anyPlane(most = 30): fc.Arbitrary<Plane> {
  const side = fc.integer({ min: 1, max: most })
  return fc
    .tuple(side, side)
    .chain(([width, height]) =>
      fc
        .array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: width * height, maxLength: width * height })
        .map(values => ({ data: Float32Array.from(values), width, height })),
    )
}

/** Boxes anywhere near a picture. */
export const anyBox: fc.Arbitrary<Box> = fc.record({
  x: fc.double({ min: -50, max: 50, noNaN: true }),
  y: fc.double({ min: -50, max: 50, noNaN: true }),
  width: fc.double({ min: 1, max: 60, noNaN: true }),
  height: fc.double({ min: 1, max: 60, noNaN: true }),
})

/** The greatest difference between two lists of numbers. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = a.length === b.length ? 0 : Number.POSITIVE_INFINITY
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!))
  return most
}
