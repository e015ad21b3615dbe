/**
 * Counts how often each true class was taken for each class.
 *
 * @param labels The true classes, in [0, classes): [count].
 * @param predictions The predicted classes, in [0, classes): [count].
 * @param classes How many classes there are.
 * @returns [classes, classes]: a row per true class, a column per predicted class.
 * @example confusionMatrix(Uint8Array.of(0, 1, 1), Uint8Array.of(0, 1, 0), 2) // [[1, 0], [1, 1]]
 */
export function confusionMatrix(labels: Uint8Array, predictions: Uint8Array, classes: number): number[][] {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  labels.forEach((label, index) => {
    confusion[label]![predictions[index]!]! += 1
  })
  return confusion
}

/** How one class fared. */
export interface ClassEvaluation {
  /** The class, for MNIST the digit. */
  label: number
  /** How many images truly belong to the class. */
  support: number
  /** Of the images taken for this class, the fraction that belong to it, in [0, 1]; 0 when none was taken for it. */
  precision: number
  /** Of the images that belong to the class, the fraction taken for it, in [0, 1]; 0 when none belongs to it. */
  recall: number
  /** Harmonic mean of precision and recall, in [0, 1]; 0 when both are 0. */
  f1: number
}

/**
 * Precision, recall and F1 of every class. What would be 0/0 is 0, as in scikit-learn with
 * {@link https://scikit-learn.org/stable/modules/generated/sklearn.metrics.precision_recall_fscore_support.html | zero_division=0}.
 *
 * @param confusion A row per true class, a column per predicted class.
 * @returns One entry per class, in the order of the rows.
 * @example evaluateClasses([[1, 0], [1, 1]])[0] // { label: 0, support: 1, precision: 0.5, recall: 1, f1: 0.667 }
 */
export function evaluateClasses(confusion: number[][]): ClassEvaluation[] {
  return confusion.map((row, label) => {
    const correct = row[label]!
    const support = row.reduce((sum, count) => sum + count, 0)
    const predicted = confusion.reduce((sum, other) => sum + other[label]!, 0)
    return {
      label,
      support,
      precision: fraction(correct, predicted),
      recall: fraction(correct, support),
      f1: fraction(2 * correct, predicted + support),
    }
  })
}

const fraction = (part: number, total: number) => (total === 0 ? 0 : part / total)
