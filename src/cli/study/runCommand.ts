import { UsageError } from '../../errors.js'
import { addressWithoutPassword } from '../../queue/address.js'
import { shellWord } from '../../runs/shellWord.js'
import type { StoredStudy } from '../../runs/trial/studyFolder.js'
import { runStudy, type StudyRunning } from '../../study/driver.js'
import { isInShard, shardedStudy } from '../../study/shard.js'
import { trialsOf } from '../../study/trials.js'
import { exitCodeOf, type Interruption, listenForInterruption } from '../interruption.js'
import { printError } from '../output.js'
import { chooseExecutor, type ExecutorOptions } from './chooseExecutor.js'
import { type OpenOptions, openOrCreateStudy } from './openStudy.js'
import { createStudyDisplay } from './studyDisplay.js'

/** Options of `mnist study run`. */
export interface RunStudyOptions extends ExecutorOptions, OpenOptions {
  readonly quiet?: true
}

/**
 * Runs a study, and prints its progress and its result.
 *
 * @returns the exit code: 1 where trainings failed and none is complete
 */
export async function runStudyCommand(path: string, options: RunStudyOptions): Promise<number> {
  const { quiet = false } = options
  if (options.shard !== undefined && options.queue !== undefined)
    throw new UsageError('expected --queue or --shard, which is for those without a queue, received both')
  const { stored, data } = await openOrCreateStudy(path, options)
  const executor = await chooseExecutor(stored, { ...options, studyData: data })
  const display = createStudyDisplay(stored, executor.capacity, quiet)
  const signal = listenForInterruption(() => {
    display.clear()
    printError('Stopping after the steps in progress; interrupt again to leave at once.')
  }, ['SIGINT', 'SIGTERM', 'SIGHUP'])
  try {
    display.begin(await stored.sync())
    const ended = await runStudy({ ...partOf(stored), executor, signal, ...display.events })
    const journal = await stored.sync()
    display.end(journal)
    if (ended === 'finished') {
      const states = trialsOf(journal).map(({ state }) => state)
      return states.includes('failed') && !states.includes('complete') ? 1 : 0
    }
    printError(`Stopped. ${resumingCommand(stored.folder, options)} goes on.`)
    return exitCodeOf(signal.reason as Interruption)
  } finally {
    display.clear()
    await executor.close()
  }
}

/** The command line that goes on with a study as it was run: what the study does not keep is said again. */
function resumingCommand(folder: string, { jobs, memory, queue, dataset, asIs, data }: RunStudyOptions): string {
  const values = { jobs, memory, queue: queue && addressWithoutPassword(queue), dataset, data }
  const words = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, shellWord(String(value))],
  )
  return ['mnist study run', shellWord(folder), ...words, ...(asIs ? ['--as-is'] : [])].join(' ')
}

/** What of a study is trained here. */
function partOf(stored: StoredStudy): Pick<StudyRunning, 'store' | 'only'> {
  const { shard, study } = stored
  if (!shard) return { store: stored }
  return {
    store: { ...stored, study: shardedStudy(study) },
    only: (trial, seed) => isInShard(shard, study, trial, seed),
  }
}
