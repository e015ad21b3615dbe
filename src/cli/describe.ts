import type { Evaluation } from '../evaluation/evaluate.js'
import { formatCount, formatPercent } from '../figures/format.js'

/** The result in one line: accuracy, its interval and the loss. */
export function describeResult({ accuracy, count, correct, interval95, loss }: Evaluation): string {
  const [low, high] = interval95.map(bound => formatPercent(bound, 2))
  return (
    `Test accuracy ${formatPercent(accuracy, 2)} (95 % interval ${low} to ${high}): ` +
    `${formatCount(correct)} of ${formatCount(count)} images, loss ${loss.toFixed(4)}`
  )
}

/** The result with every class and the confusion matrix, as text. */
export function describeEvaluation(evaluation: Evaluation): string {
  const { perClass, confusion } = evaluation
  return [
    describeResult(evaluation),
    '',
    'Digit  Images  Precision    Recall        F1',
    ...perClass.map(({ label, support, ...shares }) =>
      [
        String(label).padStart(5),
        formatCount(support).padStart(8),
        ...[shares.precision, shares.recall, shares.f1].map((share, i) =>
          formatPercent(share, 2).padStart(i === 0 ? 11 : 10),
        ),
      ].join(''),
    ),
    '',
    'Confusion: a row for each true digit, a column for each digit read',
    `     ${perClass.map(({ label }) => String(label).padStart(5)).join('')}`,
    ...confusion.map((row, label) => `${String(label).padStart(5)}${row.map(n => String(n).padStart(5)).join('')}`),
  ].join('\n')
}
