import { UsageError } from '../errors.js'
import { expectLabels, predictedClasses } from './predictions.js'

/**
 * Divides the logits behind probabilities by a temperature: above 1 lowers the confidence, below 1 raises it. The order
 * of the classes stays.
 *
 * @param probabilities Rows one after the other, values in [0, 1]: [count, classes].
 * @returns A new array of the same length.
 */
export function applyTemperature(probabilities: Float32Array, temperature: number, classes: number): Float32Array {
  const tempered = new Float32Array(probabilities.length)
  for (let row = 0; row < probabilities.length; row += classes) {
    // Logits are known up to a constant from their softmax, and a constant falls out of the next one.
    let total = 0
    for (let i = row; i < row + classes; i++) {
      tempered[i] = Math.max(probabilities[i]!, TINY) ** (1 / temperature)
      total += tempered[i]!
    }
    for (let i = row; i < row + classes; i++) tempered[i] = tempered[i]! / total
  }
  return tempered
}

/**
 * Finds the temperature at which probabilities say best how often a model is right: that of the least cross-entropy on held-out
 * images.
 *
 * Guo, C., Pleiss, G., Sun, Y. and Weinberger, K. Q. (2017). On calibration of modern neural networks. ICML.
 * Section 4.2, temperature scaling. {@link https://arxiv.org/abs/1706.04599}
 *
 * @param probabilities Rows one after the other, values in [0, 1], at temperature 1: [count, classes].
 * @param labels The true classes, in [0, classes): [count], at least one.
 * @returns A number from 0.05 to 20.
 * @throws {UsageError} when lengths do not fit, nothing was given, or a label is out of range.
 * @example fitTemperature(await classifier.predict(heldOut.images), heldOut.labels) // 0.6
 */
export function fitTemperature(probabilities: Float32Array, labels: Uint8Array, classes: number): number {
  const count = predictedClasses(probabilities, classes).length
  expectLabels(labels, count, classes)
  if (count === 0) throw new UsageError('labels: expected at least 1 label, received 0')
  const logs = Float64Array.from(probabilities, probability => Math.log(Math.max(probability, TINY)))
  const loss = (logTemperature: number): number => {
    const sharpness = Math.exp(-logTemperature)
    let sum = 0
    for (let image = 0; image < count; image++) {
      const row = image * classes
      const target = logs[row + labels[image]!]!
      let others = 0
      for (let i = row; i < row + classes; i++) others += Math.exp((logs[i]! - target) * sharpness)
      sum += Math.log(others)
    }
    return sum
  }
  return Math.exp(minimum(loss, Math.log(0.05), Math.log(20)))
}

/** Below this a float32 softmax says little; it keeps the logarithm finite. */
const TINY = 1e-30

/** Golden-section search (Kiefer 1953): the cross-entropy has one minimum along the temperature. */
function minimum(f: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2
  let [a, b] = [low, high]
  let [x1, x2] = [b - ratio * (b - a), a + ratio * (b - a)]
  let [y1, y2] = [f(x1), f(x2)]
  while (b - a > 1e-4)
    if (y1 < y2) {
      ;[b, x2, y2] = [x2, x1, y1]
      x1 = b - ratio * (b - a)
      y1 = f(x1)
    } else {
      ;[a, x1, y1] = [x1, x2, y2]
      x2 = a + ratio * (b - a)
      y2 = f(x2)
    }
  return (a + b) / 2
}
