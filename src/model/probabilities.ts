import { ModelError } from '../errors.js'
import type { Value } from '../runtime/runtime.js'

/** How far rounding may lead a probability out of [0, 1], and the sum of a model with weights of 8 bits from 1. */
const [VALUE_TOLERANCE, SUM_TOLERANCE] = [1e-4, 0.02]

/**
 * Makes sure that what a model has computed are probabilities.
 *
 * @param result the model's output, whatever that is
 * @param count how many images it was fed
 * @param classes how many classes there are
 * @returns for each image, a value in [0, 1] for each class, whose sum is 1: [count × classes]
 * @throws {ModelError} that says what was received
 */
export function expectProbabilities(result: Value | undefined, count: number, classes: number): Float32Array {
  const data: unknown = result?.data
  if (
    !(data instanceof Float32Array) ||
    !result ||
    result.shape.length !== 2 ||
    data.length !== count * classes ||
    result.shape[1] !== classes
  )
    throw new ModelError(
      `expected the probabilities of ${count} images to be float32 [${count}, ${classes}], received ${describe(result)}`,
    )
  for (let start = 0; start < data.length; start += classes) {
    let sum = 0
    for (let i = start; i < start + classes; i++) {
      const value = data[i]!
      // Written so that NaN, which compares as false with everything, is refused too.
      if (!(value >= 0 && value <= 1 + VALUE_TOLERANCE))
        throw unlikely(classes, value, `class ${i - start} of image ${start / classes}`)
      sum += value
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) throw unlikely(classes, sum, `the sum of image ${start / classes}`)
  }
  return data
}

function unlikely(classes: number, value: number, position: string): Error {
  return new ModelError(
    `expected ${classes} probabilities for each image, in [0, 1] and with a sum of 1, received ${Number(value.toPrecision(4))} for ${position}`,
  )
}

function describe(result: Value | undefined): string {
  if (!result) return 'none'
  const type = Array.isArray(result.data) ? 'string' : result.data.constructor.name.replace('Array', '').toLowerCase()
  return `${type} [${result.shape.join(', ')}]`
}
