import type { OwnData } from './openOwnData.js'

/** Files that are named, of those that could not be read. */
const NAMED = 5

/** What is wrong with data of one's own, without keeping anyone from training on them: a sentence for each kind. */
export function describeFaults({
  problems,
  duplicates: { inBoth, withinTraining, contradictions },
  training,
  test,
}: Pick<OwnData, 'problems' | 'duplicates' | 'training' | 'test'>): string[] {
  const sentences: string[] = []
  const few = (count: number, one: string, more: string) => (count === 1 ? `1 ${one}` : `${count} ${more}`)
  if (problems.length > 0) {
    const rest = problems.length > NAMED ? [`  … and ${problems.length - NAMED} more`] : []
    sentences.push(
      [
        `${few(problems.length, 'image is', 'images are')} left out:`,
        ...problems.slice(0, NAMED).map(problem => `  ${problem}`),
        ...rest,
      ].join('\n'),
    )
  }
  if (inBoth.length > 0)
    sentences.push(
      `${inBoth.length} of ${test.count} test images ${inBoth.length === 1 ? 'is' : 'are'} among the training images, too: the test accuracy will be too high`,
    )
  if (withinTraining > 0)
    sentences.push(
      `${withinTraining} of ${training.count} training images ${withinTraining === 1 ? 'comes' : 'come'} more than once`,
    )
  if (contradictions > 0)
    sentences.push(`${few(contradictions, 'image has', 'images have')} the pixels of another with another class`)
  return sentences
}
