import type { Evaluation } from '../evaluation/evaluate.js'
import { formatCount, formatPercent } from '../figures/format.js'
import { isDigitTask, type Task } from '../task.js'

/** The result in one line: accuracy, its interval and the loss. */
export function describeResult({ accuracy, count, correct, interval95, loss }: Evaluation): string {
  const [low, high] = interval95.map(bound => formatPercent(bound, 2))
  return (
    `Test accuracy ${formatPercent(accuracy, 2)} (95 % interval ${low} to ${high}): ` +
    `${formatCount(correct)} of ${formatCount(count)} images, loss ${loss.toFixed(4)}`
  )
}

/** The result with every class and the confusion matrix, as text. */
export function describeEvaluation(evaluation: Evaluation, task: Task): string {
  const { perClass, confusion } = evaluation
  const noun = isDigitTask(task) ? 'digit' : 'class'
  const width = Math.max(5, ...task.classes.map(name => name.length))
  const nameOf = (label: number) => task.classes[label]!.padStart(width)
  const columnOf = (content: string | number) => String(content).padStart(width === 5 ? width : width + 1)
  return [
    describeResult(evaluation),
    '',
    `${(noun === 'digit' ? 'Digit' : 'Class').padStart(width)}  Images  Precision    Recall        F1`,
    ...perClass.map(({ label, support, ...shares }) =>
      [
        nameOf(label),
        formatCount(support).padStart(8),
        ...[shares.precision, shares.recall, shares.f1].map((share, i) =>
          formatPercent(share, 2).padStart(i === 0 ? 11 : 10),
        ),
      ].join(''),
    ),
    '',
    `Confusion: a row for each true ${noun}, a column for each ${noun} read`,
    `${' '.repeat(width)}${perClass.map(({ label }) => columnOf(nameOf(label).trim())).join('')}`,
    ...confusion.map((row, label) => `${nameOf(label)}${row.map(columnOf).join('')}`),
  ].join('\n')
}
