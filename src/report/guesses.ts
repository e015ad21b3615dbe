import type { Guess } from './pageData.js'
import type { ReportRun } from './run.js'

type Guessing = Pick<ReportRun, 'probabilities' | 'task'>

/** The most probable readings of one image, the most confident first; of equals, the lowest class. */
export function topGuesses(run: Guessing, index: number, count: number): Guess[] {
  return run.task.classes
    .map((_, label) => guessOf(run, index, label))
    .sort((a, b) => b.probability - a.probability || a.label - b.label)
    .slice(0, count)
}

/** One reading of an image; `text` defaults to the name of the class. */
export function guessOf(
  { probabilities, task }: Guessing,
  index: number,
  label: number,
  text = task.classes[label]!,
): Guess {
  const probability = Math.min(1, probabilities[index * task.classes.length + label]!) // 32-bit softmax may end a little above 1
  // Six places are more than is ever shown, and short in a file; what is not all must not become all.
  const rounded = Math.round(probability * 1e6) / 1e6
  return { text, label, probability: rounded === 1 && probability < 1 ? 0.999999 : rounded }
}
