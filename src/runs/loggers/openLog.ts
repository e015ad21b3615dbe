import * as v from 'valibot'
import { oneOf, parseOptions } from '../../options.js'
import type { RunRecord } from '../record.js'
import type { RunEvents } from '../run.js'
import { mlflowLogger } from './mlflowLogger.js'
import { createRunLog, type RunLog } from './runLog.js'
import type { RunLogger } from './runLogger.js'
import { tensorboardLogger } from './tensorboardLogger.js'

/** What `--log` names. */
export type LoggerName = 'tensorboard' | 'mlflow'

const named: Record<LoggerName, () => RunLogger> = {
  tensorboard: () => tensorboardLogger(),
  mlflow: () => mlflowLogger(),
}

export const loggerNames = Object.keys(named) as LoggerName[]

/**
 * Opens the loggers that a run is told of.
 *
 * @param asked for. Defaults to those that the run had before.
 * @returns them, and which names the record is to keep
 * @throws {UsageError} if one that is asked for is not known, or lacks its settings; of a run that is resumed, that is a notice
 */
export function openLog(
  asked: readonly (LoggerName | RunLogger)[] | undefined,
  before: Pick<RunRecord, 'log'>,
  { onNotice }: Pick<RunEvents, 'onNotice'>,
): { readonly log: RunLog; readonly names: readonly string[] } {
  const wanted = asked ?? before.log ?? []
  const loggers = wanted.flatMap(logger => {
    if (typeof logger !== 'string') return [logger]
    try {
      return [loggerNamed(logger)]
    } catch (error) {
      if (asked) throw error
      onNotice?.(`${(error as Error).message}; the training goes on, and is not logged there any more`)
      return []
    }
  })
  return {
    log: createRunLog(loggers, { onNotice }),
    names: wanted.filter(logger => typeof logger === 'string'),
  }
}

function loggerNamed(name: string): RunLogger {
  parseOptions('log', v.strictObject({ name: oneOf(loggerNames) }), { name })
  return named[name as LoggerName]()
}
