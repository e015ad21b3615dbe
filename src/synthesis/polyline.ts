/** Places along a line; a closed one ends where it begins. */
export type Polyline = readonly (readonly [x: number, y: number])[]

export function lengthOf(line: Polyline): number {
  let sum = 0
  for (let i = 1; i < line.length; i++) sum += apart(line[i - 1]!, line[i]!)
  return sum
}

export function apart(a: Polyline[number], b: Polyline[number]): number {
  return Math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)
}

/** The same line by places that lie evenly, about `step` apart. */
export function evenly(line: Polyline, step: number): [number, number][] {
  const pieces = Math.max(1, Math.round(lengthOf(line) / step))
  const gap = lengthOf(line) / pieces
  const result: [number, number][] = [[...line[0]!]]
  let [done, next] = [0, gap]
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!]
    const length = apart(a, b)
    for (; next <= done + length && result.length < pieces; next += gap) {
      const t = (next - done) / length
      result.push([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])])
    }
    done += length
  }
  result.push([...line.at(-1)!])
  return result
}

export function isClosed(line: Polyline): boolean {
  const [first, last] = [line[0]!, line.at(-1)!]
  return line.length > 2 && first[0] === last[0] && first[1] === last[1]
}

/**
 * Takes out the small steps of a line without making it shorter: a pass that shrinks, a pass that grows. Ends stay; a closed line
 * stays closed.
 *
 * Taubin, G. (1995). Curve and surface smoothing without shrinkage. ICCV, 852–857.
 */
export function smoothed(line: Polyline, passes: number): Polyline {
  const last = line.length - 1
  const closed = isClosed(line)
  let points = line
  for (let pass = 0; pass < 2 * passes; pass++) {
    const share = pass % 2 ? -0.52 : 0.5
    const old = points
    points = old.map((here, i) => {
      if (!closed && (i === 0 || i === last)) return here
      const [before, after] = [old[i === 0 ? last - 1 : i - 1]!, old[i === last ? 1 : i + 1]!]
      return [
        here[0] + share * ((before[0] + after[0]) / 2 - here[0]),
        here[1] + share * ((before[1] + after[1]) / 2 - here[1]),
      ]
    })
  }
  return points
}
