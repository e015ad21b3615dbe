import { UsageError } from '../../errors.js'
import type { StudyTrial } from '../../study/trials.js'

/**
 * The trial of a number.
 *
 * @throws {UsageError} if there is none
 */
export function trialAt(folder: string, trials: readonly StudyTrial[], number: number): StudyTrial {
  const trial = trials[number]
  if (!trial) throw new UsageError(`${folder}: expected a trial from 0 to ${trials.length - 1}, received ${number}`)
  return trial
}
