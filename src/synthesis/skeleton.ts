/** What is ink, 1 or 0, rows from the top: [side × side]. */
export interface Bitmap {
  readonly data: Uint8Array
  readonly side: number
}

/**
 * Thins ink to lines of one pixel, connected as the ink was.
 *
 * Zhang, T. Y. and Suen, C. Y. (1984). A fast parallel algorithm for thinning digital patterns. Communications of the ACM, 236–239.
 *
 * @param ink is free at the bitmap's rim
 */
export function thin({ data, side }: Bitmap): Bitmap {
  const image = Uint8Array.from(data)
  const left = placesOf({ data, side })
  const doomed = new Int32Array(left.length)
  let count = left.length
  for (let changed = true; changed; ) {
    changed = false
    for (const rule of rules) {
      let gone = 0
      for (let i = 0; i < count; i++) if (rule[neighbors(image, side, left[i]!)]) doomed[gone++] = left[i]!
      if (gone === 0) continue
      changed = true
      // Of a small square all four would go.
      for (let i = 0; i < gone; i++) if (neighbors(image, side, doomed[i]!) !== 0) image[doomed[i]!] = 0
      let kept = 0
      for (let i = 0; i < count; i++) if (image[left[i]!] === 1) left[kept++] = left[i]!
      count = kept
    }
  }
  // Corners of the stairs that are left.
  for (let i = 0; i < count; i++) if (spare[neighbors(image, side, left[i]!)]) image[left[i]!] = 0
  return { data: image, side }
}

/** The pixels that are ink, in order. */
export function placesOf({ data }: Bitmap): Int32Array {
  const places = new Int32Array(data.length)
  let count = 0
  for (let at = 0; at < data.length; at++) if (data[at]) places[count++] = at
  return places.subarray(0, count)
}

/** Bits 0–7: what is ink above, then clockwise. */
function neighbors(image: Uint8Array, side: number, at: number): number {
  const [above, below] = [at - side, at + side]
  return (
    image[above]! |
    (image[above + 1]! << 1) |
    (image[at + 1]! << 2) |
    (image[below + 1]! << 3) |
    (image[below]! << 4) |
    (image[below - 1]! << 5) |
    (image[at - 1]! << 6) |
    (image[above - 1]! << 7)
  )
}

/** For each of the 256 neighborhoods, how many are ink, how often ink begins around it, and the four nearest. */
const around = Array.from({ length: 256 }, (_, bits) => {
  const ink = Array.from({ length: 8 }, (_, i) => (bits >> i) & 1)
  return {
    count: ink.reduce((sum, value) => sum + value, 0),
    beginnings: ink.filter((value, i) => value === 0 && ink[(i + 1) % 8] === 1).length,
    up: ink[0]!,
    right: ink[2]!,
    down: ink[4]!,
    left: ink[6]!,
  }
})

function flags(holds: (a: (typeof around)[number], bits: number) => boolean): Uint8Array {
  return Uint8Array.from(around, (a, bits) => (holds(a, bits) ? 1 : 0))
}

/** Which pixels the two halves of a round take away: those at the lower right, then those at the upper left. */
const rules = [
  flags(
    a =>
      a.count >= 2 && a.count <= 6 && a.beginnings === 1 && !(a.up * a.right * a.down) && !(a.right * a.down * a.left),
  ),
  flags(
    a => a.count >= 2 && a.count <= 6 && a.beginnings === 1 && !(a.up * a.right * a.left) && !(a.up * a.down * a.left),
  ),
]

/** Pixels that touch two of the nearest around a corner, and nothing on the far side: the diagonal joins those two as well. */
const spare = flags((_, bits) =>
  [0, 2, 4, 6].some(i => {
    const at = (step: number) => (bits >> ((i + step) % 8)) & 1
    return at(0) && at(2) && !at(4) && !at(5) && !at(6)
  }),
)

/**
 * How far each pixel of ink lies from the paper, in pixels: steps of 1 and, diagonally, 4/3.
 *
 * Borgefors, G. (1986). Distance transformations in digital images. Computer Vision, Graphics, and Image Processing, 344–371.
 */
export function depths(ink: Bitmap): Float32Array {
  const { data, side } = ink
  const depth = new Float32Array(data.length)
  const places = placesOf(ink)
  for (const step of [1, -1]) {
    const [ahead, across] = [step * (side + 1), step * (side - 1)]
    for (let i = 0; i < places.length; i++) {
      const at = places[step > 0 ? i : places.length - 1 - i]!
      const straight = Math.min(depth[at - step]!, depth[at - step * side]!) + 1
      const diagonal = Math.min(depth[at - ahead]!, depth[at - across]!) + 4 / 3
      const way = Math.min(straight, diagonal)
      if (step > 0 || way < depth[at]!) depth[at] = way
    }
  }
  return depth
}
