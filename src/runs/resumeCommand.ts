import { shellWord } from './shellWord.js'

/** Which run, and where its data lie. */
export interface ResumedRun {
  readonly folder: string
  /** What `--data` named; undefined where the data are looked for. The record of a run does not know it: it differs by machine. */
  readonly dataFolder?: string | undefined
}

/**
 * The command line that resumes a run where it was trained.
 *
 * @example resumeCommand({ folder: 'runs/one', dataFolder: 'flags' }) // 'mnist train --resume runs/one --data flags'
 */
export function resumeCommand({ folder, dataFolder }: ResumedRun): string {
  return `mnist train --resume ${shellWord(folder)}${dataFolder === undefined ? '' : ` --data ${shellWord(dataFolder)}`}`
}
