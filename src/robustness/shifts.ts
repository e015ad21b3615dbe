import { type Random, randomStream } from '../random.js'
import { bilinear, transform } from './corruptions/affine.js'
import { eachPixel, type GrayValues } from './corruptions/corruption.js'

/** A change by an amount: each is a curve of several. */
export interface Shift {
  readonly name: string
  readonly unit: string
  /** In their order on the curve; one of them changes nothing. */
  readonly values: readonly number[]
  apply(image: GrayValues, value: number, random: Random): GrayValues
}

const toSides = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const

/** Toward one of the four sides; what leaves the image is lost. MNIST's digits have four pixels of space around them. */
const translation: Shift = {
  name: 'translation',
  unit: 'pixels',
  values: [0, 1, 2, 3, 4, 5, 6, 8],
  apply(image, value, random) {
    const [x, y] = toSides[random.integer(4)]!
    return transform(image, [1, 0, 0, 1], [x * value, y * value])
  },
}

/** About the center, counterclockwise. */
const rotation: Shift = {
  name: 'rotation',
  unit: '°',
  values: [-60, -45, -30, -20, -10, 0, 10, 20, 30, 45, 60],
  apply(image, value) {
    const angle = (value * Math.PI) / 180
    return transform(image, [Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle)])
  },
}

/** About the center. */
const scale: Shift = {
  name: 'scale',
  unit: '×',
  values: [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4],
  apply: (image, value) => transform(image, [1 / value, 0, 0, 1 / value]),
}

/** Strokes wider or narrower: the largest or smallest value within half of the change, all around. */
const thickness: Shift = {
  name: 'thickness',
  unit: 'pixels',
  values: [-2, -1.5, -1, -0.5, 0, 0.5, 1, 2, 3],
  apply(image, value) {
    const radius = Math.abs(value) / 2
    const around = [radius / 2, radius].flatMap(distance =>
      Array.from({ length: 12 }, (_, i) => {
        const angle = (i * Math.PI) / 6
        return [distance * Math.cos(angle), distance * Math.sin(angle)] as const
      }),
    )
    const extreme = value > 0 ? Math.max : Math.min
    return eachPixel((row, column, index) => {
      let result = image[index]!
      for (const [dx, dy] of around) result = extreme(result, bilinear(image, column + dx, row + dy))
      return result
    })
  },
}

/** The four curves of the suite `shifts`. */
export const shifts: readonly Shift[] = [translation, rotation, scale, thickness]

/** A shift by one amount, of images of 28 × 28 pixels. */
export function shiftedBy({ name, apply }: Shift, value: number, seed: number) {
  return {
    name: `${name}_${value}`,
    apply: (image: GrayValues, index: number) => apply(image, value, randomStream(seed, name, value, index)),
  }
}
