import { ModelError } from '../errors.js'
import type { Value } from '../runtime/runtime.js'
import { CLASSES } from './sequential.js'

/** How far rounding may lead a probability out of [0, 1], and the sum of a model with weights of 8 bits from 1. */
const [VALUE_TOLERANCE, SUM_TOLERANCE] = [1e-4, 0.02]

/**
 * Makes sure that what a model has computed are probabilities.
 *
 * @param result the model's output, whatever that is
 * @param count how many images it was fed
 * @returns for each image, 10 values in [0, 1] whose sum is 1: [count × 10]
 * @throws {ModelError} that says what was received
 */
export function expectProbabilities(result: Value | undefined, count: number): Float32Array {
  const data: unknown = result?.data
  if (
    !(data instanceof Float32Array) ||
    !result ||
    result.shape.length !== 2 ||
    data.length !== count * CLASSES ||
    result.shape[1] !== CLASSES
  )
    throw new ModelError(
      `expected the probabilities of ${count} images to be float32 [${count}, ${CLASSES}], received ${describe(result)}`,
    )
  for (let start = 0; start < data.length; start += CLASSES) {
    let sum = 0
    for (let i = start; i < start + CLASSES; i++) {
      const value = data[i]!
      // Written so that NaN, which compares as false with everything, is refused too.
      if (!(value >= 0 && value <= 1 + VALUE_TOLERANCE))
        throw unlikely(value, `class ${i - start} of image ${start / CLASSES}`)
      sum += value
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) throw unlikely(sum, `the sum of image ${start / CLASSES}`)
  }
  return data
}

function unlikely(value: number, place: string): Error {
  return new ModelError(
    `expected ${CLASSES} probabilities for each image, in [0, 1] and with a sum of 1, received ${Number(value.toPrecision(4))} for ${place}`,
  )
}

function describe(result: Value | undefined): string {
  if (!result) return 'none'
  const type = Array.isArray(result.data) ? 'string' : result.data.constructor.name.replace('Array', '').toLowerCase()
  return `${type} [${result.shape.join(', ')}]`
}
