import { UsageError } from '../../errors.js'
import type { Suite } from '../suite.js'
import { asTheyAre } from './clean.js'
import { expectMnist } from './expectTask.js'

/** The 50,000 test images of QMNIST that MNIST left out: other writers, the same way from NIST's scans to 28 × 28 pixels. */
export const qmnist: Suite = {
  name: 'qmnist',
  version: 1,
  about: "QMNIST's 50,000 further test images (Yadav and Bottou 2019, arXiv 1905.10498)",
  dataset: 'qmnist',
  conditions({ task, test, further }) {
    expectMnist(task, 'qmnist')
    if (!further) throw new UsageError('suite qmnist: expected the further test images, received none')
    return [asTheyAre(test), { name: 'qmnist', examples: () => further }]
  },
}
