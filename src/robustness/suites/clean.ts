import type { Digits } from '../../data/digits.js'
import type { Condition, Suite } from '../suite.js'

/** The test images as they are. */
export const clean: Suite = {
  name: 'clean',
  version: 1,
  about: 'the test images as they are',
  conditions: ({ test }) => [asTheyAre(test)],
}

/** What other suites begin with, to compare; it is no part of their means. */
export function asTheyAre(test: Digits): Condition {
  return { name: 'clean', inMean: false, examples: () => test }
}
