import { UsageError } from '../../errors.js'
import { describeImage, describeTask, isDigitTask, type Task } from '../../task.js'
import { SIDE } from '../corruptions/corruption.js'

/** Refuses images that are not those that the corruptions are made for. */
export function expectSmallGray(task: Task, suite: string): void {
  const [channels, height, width] = task.imageShape
  if (channels === 1 && height === SIDE && width === SIDE) return
  throw new UsageError(
    `suite ${suite}: expected a task of ${SIDE} × ${SIDE} pixels of one channel, received ${task.name} with ${describeImage(task)}`,
  )
}

/** Refuses models of anything but MNIST's digits. */
export function expectMnist(task: Task, suite: string): void {
  if (!isDigitTask(task)) throw new UsageError(`suite ${suite}: expected MNIST, received ${describeTask(task)}`)
}
