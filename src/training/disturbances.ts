import type { Random } from '../random.js'

/** How much an image is disturbed by what is not the pen's: paper, light, dust, lines of a form, things that lie on it. */
export interface Disturbances {
  /** Standard deviation of the grain at most, as a fraction of the range of tones, in [0, 1). */
  readonly noise: number
  /** How bright what lies behind the ink may be, as a fraction of the range of tones, in [0, 1). */
  readonly background: number
  /** Lines across the image at most, bright as ink or dark. */
  readonly lines: number
  /** Patches at most that hide what is below them, up to a third of the image wide. */
  readonly erasing: number
  /**
   * Fraction of the images of which a rectangle is replaced by noise: 2 to 33 % of the area, up to three times as long as wide, in [0, 1).
   * (Zhong et al. 2017, "Random erasing data augmentation", arXiv 1708.04896.)
   */
  readonly randomErasing: number
}

/** An image as a canvas to disturb: each value becomes value · keep + paint. */
interface Veil {
  readonly keep: Float32Array
  readonly paint: Float32Array
  readonly height: number
  readonly width: number
}

/**
 * Draws by how much each value of an image is kept, and what is added to it. Four of five images are left alone but for random erasing:
 * digits on clean paper are what matters most.
 *
 * @param values of one image: [2, height, width]; first what is kept, 1 for all, then what is added, 0–255
 * @param strength in [0, 1]: 0 leaves the image as it is
 */
export function drawDisturbances(
  values: Float32Array,
  [height, width]: readonly [height: number, width: number],
  options: Disturbances,
  random: Random,
  strength: number,
): void {
  const area = height * width
  const veil: Veil = { keep: values.subarray(0, area), paint: values.subarray(area), height, width }
  veil.keep.fill(1)
  veil.paint.fill(0)
  const { noise, background, lines, erasing, randomErasing } = options
  if (randomErasing > 0 && random.uniform() < strength * randomErasing) eraseRectangle(veil, random)
  if (random.uniform() < 0.8 || strength === 0) return
  if (background > 0 && random.uniform() < 0.4) drawBackground(veil, strength * background * random.uniform(), random)
  if (background > 0 && random.uniform() < 0.2) drawPatch(veil, strength * patchTone(random), random)
  if (lines > 0 && random.uniform() < 0.4)
    for (let count = 1 + random.integer(lines); count > 0; count--) drawLine(veil, strength, random)
  if (erasing > 0 && random.uniform() < 0.25)
    for (let count = 1 + random.integer(erasing); count > 0; count--) hide(veil, strength, random)
  if (noise > 0 && random.uniform() < 0.4) drawGrain(veil, strength * noise * random.uniform(), random)
}

/** Lays a tone over a pixel, as a share of all that is seen there. */
function lay({ keep, paint }: Veil, at: number, share: number, tone: number): void {
  keep[at]! *= 1 - share
  paint[at] = paint[at]! * (1 - share) + tone * share
}

/** Paper that is not dark: even, or in waves of light and shadow. */
function drawBackground(veil: Veil, brightness: number, random: Random): void {
  const { height, width } = veil
  const uneven = random.uniform() < 0.6 ? random.uniform() : 0
  const wave = () => {
    const [angle, pace, phase] = [7 * random.uniform(), 0.5 + 6 * random.uniform() ** 2, 7 * random.uniform()]
    const [u, v] = [(pace * Math.cos(angle)) / width, (pace * Math.sin(angle)) / height]
    return (x: number, y: number) => Math.sin(u * x + v * y + phase)
  }
  const [first, second] = [wave(), wave()]
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      const light = brightness * (1 - uneven * (0.5 + 0.25 * first(x, y) + 0.25 * second(x, y)))
      lay(veil, at, light, 255)
    }
}

/** Paper of another tone in a part of the image. Where it is brighter than half, the ink on it is dark. */
function drawPatch(veil: Veil, brightness: number, random: Random): void {
  const { height, width } = veil
  const along = (length: number) => {
    const [from, to] = [random.uniform() * 1.4 - 0.2, random.uniform() * 1.4 - 0.2]
    return [
      Math.max(0, Math.round(length * Math.min(from, to))),
      Math.min(length, Math.round(length * Math.max(from, to))),
    ] as const
  }
  const [left, right] = random.uniform() < 0.3 ? [0, width] : along(width)
  const [top, bottom] = random.uniform() < 0.3 ? [0, height] : along(height)
  for (let y = top; y < bottom; y++)
    // White paper is laid on twice as much as gray: what was there turns over.
    for (let x = left, at = y * width + left; x < right; x++, at++) lay(veil, at, 2 * brightness, 127.5)
}

/** A line of up to three straight pieces from side to side, or a dotted one, one or two pixels wide. */
function drawLine(veil: Veil, strength: number, random: Random): void {
  const { height, width } = veil
  const tone = random.uniform() < 0.8 ? 255 * (0.4 + 0.6 * random.uniform()) : 0
  const reach = 0.35 + 0.65 * random.uniform()
  const angle = Math.PI * random.uniform()
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const away = 0.35 * random.normal()
  const corners = 2 + random.integer(random.uniform() < 0.4 ? 10 : 2)
  const stray = random.uniform() < 0.5 ? 0.02 : 0.12
  const points = Array.from({ length: corners }, (_, i) => {
    const along = ((2 * i) / (corners - 1) - 1) * reach * 0.7
    const [u, v] = [along + stray * random.normal() * 0.5, away + stray * random.normal()]
    return [width * (0.5 + cos * u - sin * v), height * (0.5 + sin * u + cos * v)] as const
  })
  const thick = random.uniform() < 0.3 ? 1 : 0.5
  const gap = random.uniform() < 0.25 ? 2 + random.integer(3) : 0
  let drawn = 0
  for (let i = 1; i < corners; i++) {
    const [[x0, y0], [x1, y1]] = [points[i - 1]!, points[i]!]
    const steps = Math.max(1, Math.ceil(2 * Math.hypot(x1 - x0, y1 - y0)))
    for (let step = 0; step < steps; step++, drawn++) {
      if (gap > 0 && Math.floor(drawn / 4) % gap > 0) continue
      const [x, y] = [x0 + ((x1 - x0) * step) / steps, y0 + ((y1 - y0) * step) / steps]
      cover(veil, x, y, thick, tone, strength)
    }
  }
}

/** Covers the pixels about a point. */
function cover(veil: Veil, x: number, y: number, radius: number, tone: number, strength: number): void {
  const { height, width } = veil
  for (let row = Math.floor(y - radius); row <= y + radius; row++)
    for (let column = Math.floor(x - radius); column <= x + radius; column++) {
      if (row < 0 || column < 0 || row >= height || column >= width) continue
      const distance = Math.hypot(column + 0.5 - x, row + 0.5 - y)
      const share = strength * Math.min(1, Math.max(0, radius + 0.5 - distance))
      lay(veil, row * width + column, share, tone)
    }
}

/** A patch, round or not, of any tone. */
function hide(veil: Veil, strength: number, random: Random): void {
  const { height, width } = veil
  const tone = random.uniform() < 0.4 ? 0 : 255 * random.uniform()
  const [x, y] = [width * random.uniform(), height * random.uniform()]
  if (random.uniform() < 0.6) {
    cover(veil, x, y, (0.02 + 0.12 * random.uniform()) * width, tone, strength)
    return
  }
  const [w, h] = [(0.05 + 0.28 * random.uniform()) * width, (0.05 + 0.28 * random.uniform()) * height]
  for (let row = Math.max(0, Math.round(y - h / 2)); row < Math.min(height, y + h / 2); row++)
    for (let column = Math.max(0, Math.round(x - w / 2)); column < Math.min(width, x + w / 2); column++)
      lay(veil, row * width + column, strength, tone)
}

/** Noise of any tone in place of a rectangle. */
function eraseRectangle({ keep, paint, height, width }: Veil, random: Random): void {
  const area = (0.02 + 0.31 * random.uniform()) * height * width
  const aspect = 3 ** (2 * random.uniform() - 1)
  const rows = Math.min(height, Math.round(Math.sqrt(area * aspect)))
  const columns = Math.min(width, Math.round(Math.sqrt(area / aspect)))
  const [top, left] = [random.integer(height - rows + 1), random.integer(width - columns + 1)]
  for (let row = top; row < top + rows; row++)
    for (let at = row * width + left; at < row * width + left + columns; at++) {
      keep[at] = 0
      paint[at] = 255 * random.uniform()
    }
}

/** Far enough from the middle of all tones, where ink cannot be told from it. */
function patchTone(random: Random): number {
  return 0.35 * random.uniform() + (random.uniform() < 0.5 ? 0 : 0.65)
}

/** Grain everywhere, or stronger and on some pixels alone. */
function drawGrain({ paint }: Veil, deviation: number, random: Random): void {
  const share = random.uniform() < 0.5 ? 1 : 0.03 + 0.3 * random.uniform()
  const scale = (255 * deviation) / Math.sqrt(share)
  for (let at = 0; at < paint.length; at++)
    if (share === 1 || random.uniform() < share) paint[at]! += scale * random.normal()
}
