import { type Digits, indicesByValue, pixelsPerImage } from '../digits.js'
import { meanDigits } from '../statistics.js'

/** An image that is unlike the others of its class. */
export interface OddImage {
  readonly index: number
  readonly label: number
  /** How far it is from the mean image of its class, in deviations of that distance over the class. */
  readonly deviations: number
}

/**
 * The images that are the least like the mean of their class: what is mislabeled, upside down or empty is often among them.
 *
 * @param limit how many at most
 * @returns the oddest first, those of at least three deviations alone
 * @example oddImages(training, 10, 5)
 */
export function oddImages(digits: Digits, classes: number, limit: number): OddImage[] {
  const size = pixelsPerImage(digits)
  const means = meanDigits(digits, classes)
  const distances = Float64Array.from(digits.labels, (label, index) => {
    let sum = 0
    for (let pixel = 0; pixel < size; pixel++)
      sum += (digits.images[index * size + pixel]! - means[label * size + pixel]!) ** 2
    return Math.sqrt(sum / size)
  })
  const found: OddImage[] = []
  for (const [label, members] of [...indicesByValue(digits.labels)].sort(([a], [b]) => a - b)) {
    const mean = members.reduce((sum, index) => sum + distances[index]!, 0) / members.length
    const deviation = Math.sqrt(
      members.reduce((sum, index) => sum + (distances[index]! - mean) ** 2, 0) / members.length,
    )
    for (const index of members) {
      const deviations = (distances[index]! - mean) / (deviation || 1)
      if (deviations >= 3) found.push({ index, label, deviations })
    }
  }
  return found.sort((a, b) => b.deviations - a.deviations).slice(0, limit)
}
