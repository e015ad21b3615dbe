import { type Digits, selectDigits } from '../../data/digits.js'
import { UsageError } from '../../errors.js'
import type { Suite } from '../suite.js'
import { expectMnist } from './expectTask.js'

/** A test image whose label most of five people did not confirm. */
interface Disputed {
  readonly index: number
  readonly published: number
  /** What the label was taken to be meant for, and whether most people saw that. */
  readonly other: number
  readonly agreed: boolean
}

/**
 * The 15 labels of MNIST's test images that fewer than three of five people confirmed.
 *
 * Northcutt, C., Athalye, A. and Mueller, J. (2021). Pervasive label errors in test sets destabilize machine learning benchmarks.
 * {@link https://arxiv.org/abs/2103.14749}. The votes are those of mturk/mnist_mturk.json in {@link https://github.com/cleanlab/label-errors}.
 */
export const disputedLabels: readonly Disputed[] = [
  [947, 8, 9, true],
  [1621, 0, 6, true],
  [1901, 9, 4, true],
  [2130, 4, 9, false],
  [2462, 2, 0, true],
  [2597, 5, 3, true],
  [2654, 6, 1, false],
  [3520, 6, 4, false],
  [3558, 5, 0, true],
  [5937, 5, 3, true],
  [6651, 0, 6, true],
  [6783, 1, 6, true],
  [8527, 4, 9, false],
  [9679, 6, 3, false],
  [9729, 5, 6, true],
].map(([index, published, other, agreed]) => ({ index, published, other, agreed }) as Disputed)

/** The test images by labels that people gave. */
export const corrected: Suite = {
  name: 'corrected',
  version: 1,
  about:
    '15 disputed labels: as published; corrected, without those that people did not agree on; either of both right',
  conditions({ task, test }) {
    expectMnist(task, 'corrected')
    const here = disputedLabels.filter(({ index }) => index < test.count)
    const wrong = here.find(({ index, published }) => test.labels[index] !== published)
    if (wrong)
      throw new UsageError(
        `suite corrected: expected the test images of MNIST, received the label ${test.labels[wrong.index]} at index ${wrong.index}`,
      )
    return [
      { name: 'published', examples: () => test },
      { name: 'corrected', examples: () => correctedOf(test, here) },
      {
        name: 'either',
        examples: () => ({ ...test, alsoRight: new Map(here.map(({ index, other }) => [index, other])) }),
      },
    ]
  },
}

function correctedOf(test: Digits, disputed: readonly Disputed[]): Digits {
  const labels = new Uint8Array(test.labels) // a copy: that of a Buffer's slice would be a view
  for (const { index, other } of disputed) labels[index] = other
  const undecided = new Set(disputed.filter(({ agreed }) => !agreed).map(({ index }) => index))
  return selectDigits(
    { ...test, labels },
    [...labels.keys()].filter(index => !undecided.has(index)),
  )
}
