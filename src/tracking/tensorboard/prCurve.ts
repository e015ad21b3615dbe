import { PbfWriter } from 'pbf'
import { UsageError } from '../../errors.js'
import type { SummaryValue } from './summaryValue.js'

/** TensorBoard divides by no less. */
const MINIMUM = 1e-7

/**
 * Precision and recall of one class at every threshold.
 *
 * @param options.scores probability of the class for each example, in [0, 1]: [count]
 * @param options.isPositive whether each example is of the class: [count]
 * @param options.thresholds how many, evenly over [0, 1], ≥ 2. Defaults to 127, as TensorBoard's own.
 * @throws {UsageError} if a score is not in [0, 1]
 * @example prCurveSummary('3', { scores: [0.9, 0.2], isPositive: [true, false] })
 */
export function prCurveSummary(
  tag: string,
  options: {
    readonly scores: ArrayLike<number>
    readonly isPositive: ArrayLike<boolean>
    readonly thresholds?: number
  },
): SummaryValue {
  const { scores, isPositive, thresholds = 127 } = options
  const last = thresholds - 1
  const [positives, negatives] = [new Float32Array(thresholds), new Float32Array(thresholds)]
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!
    if (!(score >= 0 && score <= 1))
      throw new UsageError(`prCurveSummary: expected scores in [0, 1], received ${score} at index ${i}`)
    ;(isPositive[i] ? positives : negatives)[Math.floor(score * last)]!++
  }
  // How many reach each threshold.
  for (const counts of [positives, negatives])
    for (let bucket = last - 1; bucket >= 0; bucket--) counts[bucket]! += counts[bucket + 1]!
  const rows = [
    positives, // true positives
    negatives, // false positives
    negatives.map(count => negatives[0]! - count), // true negatives
    positives.map(count => positives[0]! - count), // false negatives
    positives.map((count, i) => count / Math.max(MINIMUM, count + negatives[i]!)), // precision
    positives.map(count => count / Math.max(MINIMUM, positives[0]!)), // recall
  ]
  const data = Float32Array.from(rows.flatMap(row => [...row]))
  const content = new PbfWriter() // PrCurvePluginData: version 0, num_thresholds
  content.writeVarintField(2, thresholds)
  return {
    tag,
    tensor: { shape: [rows.length, thresholds], data },
    plugin: 'pr_curves',
    content: content.finish(),
    dataClass: 'tensor',
  }
}
