import { UsageError } from '../../errors.js'
import { describeImage, type Task } from '../../task.js'
import { corruptImages, corruptions } from '../corruptions/catalog.js'
import { SIDE } from '../corruptions/corruption.js'
import type { Suite } from '../suite.js'
import { asTheyAre } from './clean.js'

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
        examples: () => ({ ...test, images: corruptImages(corruption, test.images, { seed }) }),
      })),
    ]
  },
}

/** Refuses images that are not those that the corruptions are made for. */
export function expectSmallGray(task: Task, suite: string): void {
  const [channels, height, width] = task.imageShape
  if (channels === 1 && height === SIDE && width === SIDE) return
  throw new UsageError(
    `suite ${suite}: expected a task of ${SIDE} × ${SIDE} pixels of one channel, received ${task.name} with ${describeImage(task)}`,
  )
}
