import { corruptImages, corruptions } from '../corruptions/catalog.js'
import type { Suite } from '../suite.js'
import { asTheyAre } from './clean.js'
import { expectSmallGray } from './expectTask.js'

/** The test images under each of the 15 corruptions of MNIST-C. */
export const mnistC: Suite = {
  name: 'mnist-c',
  version: 1,
  about: 'the 15 corruptions of MNIST-C (Mu and Gilmer 2019)',
  conditions({ task, test, seed }) {
    expectSmallGray(task, 'mnist-c')
    return [
      asTheyAre(test),
      ...corruptions.map(corruption => ({
        name: corruption.name,
        inMean: true,
        examples: () => ({ ...test, images: corruptImages(corruption, test.images, { seed }) }),
      })),
    ]
  },
}
