import { fillUniform, type Random } from '../../random.js'
import { type Corruption, clip01, eachPixel, type GrayValues } from './corruption.js'

/** How thick the fog is, and by how much its fluctuations shrink from one scale to the next. */
const [thickness, decay] = [3, 1.4]

/** Side of the clouds that a corner is cut from; their range is that of the whole. */
const cloudSide = 256

/** Clouds of fog before the image, which is then darkened to the brightness that it had. */
export const fog: Corruption = {
  name: 'fog',
  apply(image, random) {
    const clouds = plasmaCorner(random)
    const brightest = image.reduce((most, value) => Math.max(most, value), 0)
    const gain = brightest / (brightest + thickness)
    return image.map((value, index) => clip01((value + thickness * clouds[index]!) * gain))
  },
}

/** Memory for one image after the other: to allocate it anew would take longer than to fill it. */
const map = new Float32Array(cloudSide * cloudSide)
const noise = new Float32Array(cloudSide * cloudSide)
/** What lies beyond one edge is what lies within the opposite one. */
const wrap = cloudSide - 1

/**
 * A corner of clouds that are made by the diamond-square algorithm on a torus; of all of them, the lowest is 0 and the highest 1.
 *
 * Fournier, A., Fussell, D. and Carpenter, L. (1982). Computer rendering of stochastic models. Communications of the ACM 25 (6), 371–384.
 */
function plasmaCorner(random: Random): GrayValues {
  fillUniform(noise, random)
  map[0] = 0
  // The published code multiplies uniform numbers of that range by the range once more, so fluctuations shrink by its square.
  let [range, drawn] = [100, 0]
  for (let step = cloudSide; step >= 2; step /= 2, range /= decay) {
    squareStep(step, range ** 2, drawn)
    drawn += (cloudSide / step) ** 2
    diamondStep(step, range ** 2, drawn)
    drawn += 2 * (cloudSide / step) ** 2
  }
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < map.length; i++) {
    if (map[i]! < low) low = map[i]!
    if (map[i]! > high) high = map[i]!
  }
  return eachPixel((row, column) => (map[row * cloudSide + column]! - low) / (high - low))
}

/** The middle of each square: the mean of its corners, and noise. */
function squareStep(step: number, amplitude: number, drawn: number): void {
  let next = drawn
  const half = step / 2
  for (let row = 0; row < cloudSide; row += step) {
    const top = row * cloudSide
    const middle = (row + half) * cloudSide
    const bottom = ((row + step) & wrap) * cloudSide
    for (let left = 0; left < cloudSide; left += step) {
      const right = (left + step) & wrap
      const mean = (map[top + left]! + map[top + right]! + map[bottom + left]! + map[bottom + right]!) / 4
      map[middle + left + half] = mean + amplitude * (2 * noise[next++]! - 1)
    }
  }
}

/** The middle of each square's upper and left side: the mean of the four points around it, and noise. */
function diamondStep(step: number, amplitude: number, drawn: number): void {
  let next = drawn
  const half = step / 2
  for (let row = 0; row < cloudSide; row += step) {
    const above = ((row - half) & wrap) * cloudSide
    const top = row * cloudSide
    const middle = (row + half) * cloudSide
    const bottom = ((row + step) & wrap) * cloudSide
    for (let left = 0; left < cloudSide; left += step) {
      const [center, right, before] = [left + half, (left + step) & wrap, (left - half) & wrap]
      const shared = map[top + left]! + map[middle + center]!
      const upper = (shared + map[top + right]! + map[above + center]!) / 4
      const side = (shared + map[bottom + left]! + map[middle + before]!) / 4
      map[top + center] = upper + amplitude * (2 * noise[next++]! - 1)
      map[middle + left] = side + amplitude * (2 * noise[next++]! - 1)
    }
  }
}
