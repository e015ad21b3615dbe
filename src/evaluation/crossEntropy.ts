/** Probabilities are kept this far from 0 and 1 before the logarithm, as Keras does (`keras.config.epsilon()`). */
const epsilon = 1e-7

/**
 * Mean categorical cross-entropy: the mean over the images of -ln(probability of the true class), in nats.
 *
 * @param probabilities Rows one after the other: [count, classes].
 * @param labels The true classes: [count], at least one.
 * @param classes How many classes there are.
 * @returns From about 1e-7 (certain and right) to about 16.1 (certain and wrong, because of the clipping).
 * @example meanCrossEntropy(Float32Array.of(0.5, 0.5), Uint8Array.of(0), 2) // 0.693
 */
export function meanCrossEntropy(probabilities: Float32Array, labels: Uint8Array, classes: number): number {
  let sum = 0
  labels.forEach((label, index) => {
    const probability = probabilities[index * classes + label]!
    sum -= Math.log(Math.min(Math.max(probability, epsilon), 1 - epsilon))
  })
  return sum / labels.length
}
