import { readGrayLevels } from './grayLevels.js'
import { type Box, type Picture, type Plane, plane } from './picture.js'
import { resample } from './resample.js'

/**
 * Brings what a picture shows into the form of MNIST and its siblings: found against its background by one threshold, bright on black, its
 * proportions kept, its center of mass in the middle of the image.
 *
 * The threshold is Otsu's (1979); the background is what the edges of the picture show more of.
 *
 * @param size of the image, in pixels
 * @param fraction of the image's side that the longer side of what is shown takes, in (0, 1]
 * @returns bytes 0–255: [height × width]; black where the picture is blank
 * @throws {UsageError} if the data do not fit width and height
 * @example cropSubject({ data, width, height }, [28, 28], 20 / 28)
 */
export function cropSubject(
  picture: Picture,
  [height, width]: readonly [number, number],
  fraction: number,
): Uint8Array {
  const { grayLevels } = readGrayLevels(picture)
  const threshold = otsuThreshold(grayLevels.data)
  const isBright = shareAtEdge(grayLevels, threshold) < 0.5
  const ink = plane(grayLevels.width, grayLevels.height)
  const [background, subject] = extremes(grayLevels.data, threshold, isBright)
  if (Math.abs(subject - background) < VISIBLE) return new Uint8Array(height * width)
  for (let i = 0; i < ink.data.length; i++)
    ink.data[i] = Math.min(1, Math.max(0, (grayLevels.data[i]! - background) / (subject - background)))
  const box = boxOf(ink)
  const scale = Math.min((fraction * height) / box.height, (fraction * width) / box.width)
  const [x, y] = centerOfMass(ink, box)
  // In the middle by its mass, but never over the edge of the image.
  const [left, top] = [offset(x, box.x, box.width, width, scale), offset(y, box.y, box.height, height, scale)]
  const framed = withMargin(ink, box)
  const region = { x: left - box.x + 1, y: top - box.y + 1, width: width / scale, height: height / scale }
  return Uint8Array.from(resample(framed, width, height, region).data, value => Math.round(255 * value))
}

/** Gray levels that lie nearer to each other than this show nothing. */
const VISIBLE = 18 / 255

/** The gray level that parts dark from bright pixels so that both vary as little as can be. */
function otsuThreshold(grayLevels: Float32Array): number {
  const counts = new Float64Array(256)
  for (const gray of grayLevels) counts[Math.min(255, Math.max(0, Math.round(gray * 255)))]!++
  const total = grayLevels.length
  const sum = counts.reduce((sum, count, gray) => sum + count * gray, 0)
  let [below, sumBelow, best, threshold] = [0, 0, -1, 0]
  for (let gray = 0; gray < 255; gray++) {
    below += counts[gray]!
    sumBelow += counts[gray]! * gray
    if (below === 0 || below === total) continue
    const difference = sumBelow / below - (sum - sumBelow) / (total - below)
    const between = below * (total - below) * difference * difference
    if (between > best) [best, threshold] = [between, gray + 0.5]
  }
  return threshold / 255
}

/** How much of the picture's edge is brighter than the threshold. */
function shareAtEdge({ data, width, height }: Plane, threshold: number): number {
  let [bright, count] = [0, 0]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x += y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1)) {
      count++
      if (data[y * width + x]! > threshold) bright++
    }
  return bright / count
}

/** The mean gray level of the background, and that of the strongest of what is shown. */
function extremes(
  grayLevels: Float32Array,
  threshold: number,
  isBright: boolean,
): [background: number, subject: number] {
  const [dark, bright] = [[] as number[], [] as number[]]
  for (const gray of grayLevels) (gray > threshold ? bright : dark).push(gray)
  const [paper, shown] = isBright ? [dark, bright] : [bright, dark]
  if (paper.length === 0 || shown.length === 0) return [0, 0]
  shown.sort((a, b) => (isBright ? a - b : b - a))
  return [paper.reduce((sum, gray) => sum + gray, 0) / paper.length, shown[Math.floor(0.9 * (shown.length - 1))]!]
}

/** Ink of which less than this is noise of the background. */
const NOISE = 0.35

function boxOf({ data, width, height }: Plane): Box {
  let [left, right, top, bottom] = [width, -1, height, -1]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (data[y * width + x]! < NOISE) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
}

function centerOfMass({ data, width }: Plane, box: Box): [x: number, y: number] {
  let [sum, sumX, sumY] = [0, 0, 0]
  for (let y = box.y; y < box.y + box.height; y++)
    for (let x = box.x; x < box.x + box.width; x++) {
      const value = data[y * width + x]!
      sum += value
      sumX += value * (x + 0.5)
      sumY += value * (y + 0.5)
    }
  return [sumX / sum, sumY / sum]
}

/** Where the image begins along one side, in pixels of the picture. */
function offset(center: number, start: number, length: number, pixels: number, scale: number): number {
  const side = pixels / scale
  return Math.min(start, Math.max(start + length - side, center - side / 2))
}

/** The box alone, with a pixel of nothing around it, so that nothing else of the picture is seen beyond it. */
function withMargin({ data, width }: Plane, box: Box): Plane {
  const framed = plane(box.width + 2, box.height + 2)
  for (let y = 0; y < box.height; y++)
    framed.data.set(
      data.subarray((box.y + y) * width + box.x, (box.y + y) * width + box.x + box.width),
      (y + 1) * framed.width + 1,
    )
  return framed
}
