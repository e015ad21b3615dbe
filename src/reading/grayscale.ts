import { type Box, countChannels, type Picture, type Plane, plane } from './picture.js'

/** How the colors of a picture become one gray level: red × weights[0] + … + offset, over a backdrop where it is transparent. */
export interface Grayscale {
  readonly weights: readonly [number, number, number]
  readonly offset: number
  /** The gray level 0–255 that shows through transparent pixels. */
  readonly backdrop: number
}

/** Rec. 601, as JPEG has it. */
const luminance = [0.299, 0.587, 0.114] as const
/** Pixels looked at to choose a grayscale. */
const SAMPLES = 20_000

/**
 * Chooses the grayscale in which ink stands out most from the paper: the principal direction of the differences between nearby
 * colors, so that yellow ink on white counts as much as black. Transparent drawings get a backdrop that is unlike their ink.
 */
export function chooseGrayscale(picture: Picture): Grayscale {
  const channels = countChannels(picture)
  const weights = channels >= 3 ? inkDirection(picture, channels) : luminance
  const offset = -255 * weights.reduce((sum, weight) => sum + Math.min(0, weight), 0)
  const backdrop = channels % 2 === 0 ? chooseBackdrop(picture, channels, weights, offset) : 255
  return { weights, offset, backdrop }
}

function inkDirection({ data, width, height }: Picture, channels: number): Grayscale['weights'] {
  const [distance, stride] = [Math.max(1, Math.min(width, height) >> 6), sampleStride(width, height)]
  const alpha = channels === 4
  let [rr, rg, rb, gg, gb, bb] = [0, 0, 0, 0, 0, 0]
  const compare = (here: number, there: number) => {
    if (alpha && (data[here + 3]! < 128 || data[there + 3]! < 128)) return
    const r = data[here]! - data[there]!
    const g = data[here + 1]! - data[there + 1]!
    const b = data[here + 2]! - data[there + 2]!
    const weight = r * r + g * g + b * b // strong edges tell more than much noise
    if (weight === 0) return
    rr += weight * r * r
    rg += weight * r * g
    rb += weight * r * b
    gg += weight * g * g
    gb += weight * g * b
    bb += weight * b * b
  }
  const [right, down] = [distance * channels, distance * width * channels]
  for (let y = 0; y + distance < height; y += stride)
    for (let x = 0; x + distance < width; x += stride) {
      const here = (y * width + x) * channels
      compare(here, here + right)
      compare(here, here + down)
    }
  let direction: [number, number, number] = [...luminance]
  for (let turn = 0; turn < 20; turn++) {
    const [r, g, b] = direction
    const next: [number, number, number] = [
      rr * r + rg * g + rb * b,
      rg * r + gg * g + gb * b,
      rb * r + gb * g + bb * b,
    ]
    const length = Math.hypot(...next)
    if (length === 0) return luminance
    direction = [next[0] / length, next[1] / length, next[2] / length]
  }
  const sum = direction.reduce((total, weight) => total + Math.abs(weight), 0)
  const sign = direction[0] + direction[1] + direction[2] < 0 ? -1 : 1
  return [(sign * direction[0]) / sum, (sign * direction[1]) / sum, (sign * direction[2]) / sum]
}

/** Opaque pixels of one gray level are ink, and get the opposite; of two gray levels, a drawing on a card, which is continued. */
function chooseBackdrop(picture: Picture, channels: number, weights: Grayscale['weights'], offset: number): number {
  const { data, width, height } = picture
  const stride = sampleStride(width, height)
  const counts = new Uint32Array(256)
  let opaque = 0
  for (let y = 0; y < height; y += stride)
    for (let x = 0; x < width; x += stride) {
      const at = (y * width + x) * channels
      if (data[at + channels - 1]! < 128) continue
      const gray =
        channels === 2
          ? data[at]!
          : weights[0] * data[at]! + weights[1] * data[at + 1]! + weights[2] * data[at + 2]! + offset
      counts[Math.round(gray)]!++
      opaque++
    }
  const at = (share: number) => {
    let [gray, below] = [0, counts[0]!]
    while (gray < 255 && below <= share * (opaque - 1)) below += counts[++gray]!
    return opaque > 0 ? gray : 0
  }
  if (at(0.98) - at(0.02) > 80) return at(0.5)
  return at(0.5) < 128 ? 255 : 0
}

function sampleStride(width: number, height: number): number {
  return Math.max(1, Math.floor(Math.sqrt((width * height) / SAMPLES)))
}

/**
 * The gray levels of a part of a picture, each the mean over a square of pixels; squares that reach over an edge are cut.
 *
 * @param box where, in whole pixels. Defaults to the whole picture.
 * @param factor how many pixels along the side of a square
 * @returns gray levels 0–255: [ceil(height / factor) × ceil(width / factor)]
 */
export function toGrayLevels(
  picture: Picture,
  gray: Grayscale,
  factor: number,
  box: Box = { x: 0, y: 0, width: picture.width, height: picture.height },
): Plane {
  const result = plane(Math.ceil(box.width / factor), Math.ceil(box.height / factor))
  const channels = countChannels(picture)
  const line = new Float32Array(box.width)
  const [bottom, squares] = [box.y + box.height, result.data]
  for (let row = 0; row < result.height; row++) {
    const top = box.y + row * factor
    const end = Math.min(bottom, top + factor)
    const start = row * result.width
    for (let y = top; y < end; y++) {
      readGrayRow(picture, channels, gray, box.x, y, line)
      if (factor === 1) squares.set(line, start)
      else
        for (let column = 0, x = 0; column < result.width; column++) {
          const count = Math.min(factor, box.width - x)
          let sum = 0
          for (const after = x + count; x < after; x++) sum += line[x]!
          squares[start + column]! += sum / (count * (end - top))
        }
    }
  }
  return result
}

/** Reads the gray levels of a part of a row, from a pixel on as many as `line` has. */
function readGrayRow(
  { data, width }: Picture,
  channels: number,
  { weights, offset, backdrop }: Grayscale,
  x: number,
  y: number,
  line: Float32Array,
) {
  const [red, green, blue] = weights
  const start = (y * width + x) * channels
  if (channels <= 2) for (let i = 0, at = start; i < line.length; i++, at += channels) line[i] = data[at]!
  else
    for (let i = 0, at = start; i < line.length; i++, at += channels)
      line[i] = red * data[at]! + green * data[at + 1]! + blue * data[at + 2]! + offset
  if (channels % 2 === 1) return
  for (let i = 0, at = start + channels - 1; i < line.length; i++, at += channels) {
    const alpha = data[at]!
    if (alpha < 255) line[i] = (alpha * line[i]! + (255 - alpha) * backdrop) / 255
  }
}
