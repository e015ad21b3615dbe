import { type Plane, plane } from './picture.js'

/** Pixels from the middle to the edge of the window whose mean and deviation are taken out. */
export const WINDOW = 20
/** Deviations below this count as this: gray levels 0–1. */
const FLOOR = 0.012

/**
 * Takes the local mean and deviation out of gray levels, so that light, shadow and the strength of a pen no longer matter. Windows are
 * cut at the edges.
 *
 * @param grayLevels 0–1
 * @returns about -4 to 4: 0 is the local mean
 */
export function normalizeContrast(grayLevels: Plane, radius = WINDOW): Plane {
  const { width, height, data } = grayLevels
  const stride = width + 1
  const area: Area = { sums: new Float64Array(stride * (height + 1)), squares: new Float64Array(stride * (height + 1)) }
  for (let y = 0; y < height; y++) addRow(data, y * width, width, area, (y + 1) * stride)
  const result = plane(width, height)
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - radius), Math.min(height, y + radius + 1)]
    standardizeRow(data, y * width, width, area, top * stride, bottom * stride, bottom - top, radius, result.data)
  }
  return result
}

/** Sums of values and of their squares over all that lies above and to the left, in double precision since they grow large. */
interface Area {
  readonly sums: Float64Array
  readonly squares: Float64Array
}

/** Adds a row of values to what is summed up above it. */
function addRow(values: Float32Array, from: number, width: number, { sums, squares }: Area, to: number) {
  const stride = width + 1
  let [sum, square] = [0, 0]
  for (let x = 0; x < width; x++) {
    const value = values[from + x]!
    sum += value
    square += value * value
    const at = to + x + 1
    sums[at] = sums[at - stride]! + sum
    squares[at] = squares[at - stride]! + square
  }
}

/** Takes the mean and the deviation of windows, which reach from `top` to `bottom`, out of a row of values. */
function standardizeRow(
  values: Float32Array,
  from: number,
  width: number,
  { sums, squares }: Area,
  top: number,
  bottom: number,
  rows: number,
  radius: number,
  result: Float32Array,
) {
  for (let x = 0; x < width; x++) {
    const left = Math.max(0, x - radius)
    const right = Math.min(width, x + radius + 1)
    const count = rows * (right - left)
    const mean = (sums[bottom + right]! - sums[bottom + left]! - sums[top + right]! + sums[top + left]!) / count
    const square =
      (squares[bottom + right]! - squares[bottom + left]! - squares[top + right]! + squares[top + left]!) / count
    const deviation = Math.sqrt(Math.max(0, square - mean * mean))
    const value = (values[from + x]! - mean) / (deviation + FLOOR)
    result[from + x] = value < -4 ? -4 : value > 4 ? 4 : value
  }
}
