import { type Plane, plane } from './picture.js'

/** A rule is printed across at least this share of the picture. */
const LONGEST = 0.55
/** One rule is as likely to be a long stroke; a ruled page has several. */
const FEWEST = 2
/** Slopes that are tried: a page may lie a little turned. */
const SLOPES = Array.from({ length: 31 }, (_, index) => (index - 15) / 100)

/**
 * Takes printed rules out: long, straight, thin lines, near level or near upright, where nothing stronger is written over them.
 * Lines are found by the votes of the pixels above the threshold for each slope and height.
 *
 * Duda, R. O. and Hart, P. E. (1972). Use of the Hough transformation to detect lines and curves in pictures. Communications of
 * the ACM 15, 11–15.
 *
 * @returns the contrast without rules; the same plane where there are none
 */
export function withoutRules(contrast: Plane, threshold: number): Plane {
  if (Math.min(contrast.width, contrast.height) < 100) return contrast
  const level = eraseLevel(contrast, threshold)
  const turned = transposed(level)
  const upright = eraseLevel(turned, threshold)
  return upright === turned ? level : transposed(upright)
}

function eraseLevel(contrast: Plane, threshold: number): Plane {
  const { data, width, height } = contrast
  // A rule is thin: a pixel votes where there is paper not far above or below.
  const voters: number[] = []
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++)
      if (data[at]! > threshold && isThin(contrast, x, y, threshold)) voters.push(at)
  if (voters.length < FEWEST * LONGEST * width) return contrast
  const reach = Math.ceil(Math.abs(SLOPES[0]!) * width)
  const rows = height + 2 * reach
  const votes = SLOPES.map(slope => {
    const counts = new Uint16Array(rows)
    for (const at of voters) {
      const x = at % width
      counts[(at - x) / width + reach - Math.round(slope * x)]!++
    }
    return counts
  })
  const lines: { slope: number; start: number; count: number }[] = []
  for (const [s, slope] of SLOPES.entries())
    for (const [row, count] of votes[s]!.entries())
      if (count > LONGEST * width) lines.push({ slope, start: row - reach, count })
  lines.sort((a, b) => b.count - a.count)
  const apart = lines.filter((line, i) => !lines.slice(0, i).some(other => Math.abs(other.start - line.start) < 8))
  if (apart.length < FEWEST) return contrast
  const result = { data: data.slice(), width, height }
  for (const line of apart) erase(result, contrast, line, threshold)
  return result
}

const THICKEST = 6

function isThin({ data, width, height }: Plane, x: number, y: number, threshold: number): boolean {
  let thickness = 1
  for (let v = y - 1; v >= 0 && data[v * width + x]! > threshold && thickness <= THICKEST; v--) thickness++
  for (let v = y + 1; v < height && data[v * width + x]! > threshold && thickness <= THICKEST; v++) thickness++
  return thickness <= THICKEST
}

/** Follows a line from left to right, allowing it to bend a little, and clears it but for what is written across. */
function erase(
  result: Plane,
  { data, width, height }: Plane,
  { slope, start }: { readonly slope: number; readonly start: number },
  threshold: number,
): void {
  const along: { x: number; y: number; ink: number }[] = []
  let drift = 0
  for (let x = 0; x < width; x++) {
    const middle = start + slope * x + drift
    let [best, ink] = [-1, threshold]
    for (let y = Math.max(0, Math.round(middle - 2)); y <= Math.min(height - 1, Math.round(middle + 2)); y++)
      if (data[y * width + x]! > ink) [best, ink] = [y, data[y * width + x]!]
    if (best < 0) continue
    if (isThin({ data, width, height }, x, best, threshold)) drift += 0.1 * (best - middle)
    along.push({ x, y: best, ink })
  }
  const strengths = along.map(({ ink }) => ink).sort((a, b) => a - b)
  const strength = strengths[strengths.length >> 1] ?? 0
  for (const { x, y } of along) {
    let [top, bottom] = [y, y]
    const inked = (v: number) => v >= 0 && v < height && data[v * width + x]! > threshold
    while (inked(top - 1) && y - top <= THICKEST) top--
    while (inked(bottom + 1) && bottom - y <= THICKEST) bottom++
    if (bottom - top >= THICKEST) continue // a stroke crosses
    for (let v = Math.max(0, top - 1); v <= Math.min(height - 1, bottom + 1); v++)
      if (data[v * width + x]! < 1.4 * strength) result.data[v * width + x] = 0
  }
}

function transposed({ data, width, height }: Plane): Plane {
  const result = plane(height, width)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) result.data[x * height + y] = data[y * width + x]!
  return result
}
