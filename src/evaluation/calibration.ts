import { UsageError } from '../errors.js'
import { expectLabels, predictedClasses } from './predictions.js'
import { wilsonInterval95 } from './wilson.js'

/** The images whose confidence lies in one bin. */
export interface CalibrationBin {
  /** Confidences in (low, high]; the first bin holds 0 too. */
  readonly low: number
  readonly high: number
  readonly count: number
  /** How many of them were classified right. */
  readonly correct: number
  /** Mean confidence and accuracy, in [0, 1]; 0 where the bin is empty. */
  readonly confidence: number
  readonly accuracy: number
  /** The 95 % Wilson score interval of the accuracy; null where the bin is empty. */
  readonly interval95: readonly [low: number, high: number] | null
}

/** A calibration curve (reliability diagram): accuracy by confidence. */
export interface Calibration {
  readonly bins: readonly CalibrationBin[]
  /** Mean confidence over all images, a fraction in [0, 1]. */
  readonly confidence: number
  /** Mean over the images of their bin's |accuracy - confidence|, a fraction in [0, 1]. */
  readonly expectedCalibrationError: number
}

/**
 * Compares confidence, the probability given to the prediction, with how often the prediction is right. The expected
 * calibration error puts the images into bins of equal width by confidence and takes the mean distance between accuracy
 * and confidence, weighted by the images of each bin.
 *
 * Guo, C., Pleiss, G., Sun, Y. and Weinberger, K. Q. (2017). On calibration of modern neural networks. ICML.
 * Equations 2, 3 and 5; 15 bins as in their tables. {@link https://arxiv.org/abs/1706.04599}
 *
 * @param probabilities Rows one after the other, values in [0, 1]: [count, classes].
 * @param labels The true classes, in [0, classes): [count], at least one.
 * @param options.bins How many bins, a whole number from 1. Defaults to 15.
 * @param options.classes How many classes there are.
 * @throws {UsageError} when lengths do not fit, nothing was given, or a number is out of range.
 * @example calibrationCurve(Float32Array.of(0.75, 0.25), Uint8Array.of(0), { classes: 2 }).expectedCalibrationError // 0.25
 */
export function calibrationCurve(
  probabilities: Float32Array,
  labels: Uint8Array,
  { bins, classes }: { readonly bins?: number; readonly classes: number },
): Calibration {
  const predictions = predictedClasses(probabilities, classes) // [count]
  expectLabels(labels, predictions.length, classes)
  return calibrationCurveOf(
    Array.from(predictions, (prediction, index) => ({
      confidence: Math.min(1, probabilities[index * classes + prediction]!), // rounding may end above 1
      right: prediction === labels[index],
    })),
    bins,
  )
}

/** A prediction with its confidence, in [0, 1]. */
export interface SureAnswer {
  readonly confidence: number
  readonly right: boolean
}

/**
 * The same for answers of any kind.
 *
 * @param answers At least one.
 * @param bins How many bins, a whole number from 1.
 * @throws {UsageError} when nothing was given, or the number of bins is out of range.
 */
export function calibrationCurveOf(answers: readonly SureAnswer[], bins = 15): Calibration {
  if (!Number.isInteger(bins) || bins < 1)
    throw new UsageError(`bins: expected a whole number from 1, received ${bins}`)
  const count = answers.length
  if (count === 0) throw new UsageError('labels: expected at least 1 label, received 0')
  const sums = Array.from({ length: bins }, () => ({ count: 0, correct: 0, confidence: 0 }))
  for (const { confidence, right } of answers) {
    const sum = sums[Math.max(0, Math.ceil(confidence * bins) - 1)]!
    sum.count += 1
    sum.correct += right ? 1 : 0
    sum.confidence += confidence
  }
  return {
    bins: sums.map((sum, index) => ({
      low: index / bins,
      high: (index + 1) / bins,
      count: sum.count,
      correct: sum.correct,
      confidence: sum.count === 0 ? 0 : sum.confidence / sum.count,
      accuracy: sum.count === 0 ? 0 : sum.correct / sum.count,
      interval95: sum.count === 0 ? null : wilsonInterval95(sum.correct, sum.count),
    })),
    confidence: sums.reduce((total, sum) => total + sum.confidence, 0) / count,
    expectedCalibrationError: sums.reduce((total, sum) => total + Math.abs(sum.correct - sum.confidence), 0) / count,
  }
}
