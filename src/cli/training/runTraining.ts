import { asUsage } from '../../errorContext.js'
import { formatCount, formatSeconds } from '../../figures/format.js'
import { readAs } from '../../node/files.js'
import { type OpenedData, openData } from '../../node/openData.js'
import { describePosition } from '../../runs/position.js'
import { dataOfRun, type RunRecord } from '../../runs/record.js'
import { resumeCommand } from '../../runs/resumeCommand.js'
import type { RunBeginning } from '../../runs/run.js'
import { missingFiles, readRecord } from '../../runs/runFolder.js'
import { readStart } from '../../runs/startingModel.js'
import { titleOf } from '../../runs/title.js'
import { type RunTraining, resumeRun, trainRun } from '../../runs/trainRun.js'
import { describeResult } from '../describe.js'
import { reportLoading } from '../loading.js'
import { print, printError } from '../output.js'
import { dataOf } from '../sharedOptions.js'
import { chooseNet } from './chooseNet.js'
import type { TrainCommandOptions, TrainingMessage } from './messages.js'
import { createTrainingDisplay, type TrainingDisplay } from './trainingDisplay.js'

/** The thread that a training takes place in. */
export interface TrainingThread {
  /** Aborted when the training is to stop after the step in progress. */
  readonly stop: AbortSignal
  tell(message: TrainingMessage): void
  /** When the process started, in milliseconds since 1970. */
  readonly processStart: number
}

/**
 * Trains or resumes a run, and prints its progress and its result.
 *
 * @returns whether it was interrupted
 */
export async function runTraining(options: TrainCommandOptions, thread: TrainingThread): Promise<boolean> {
  const { resume, out, data, dataset, asIs, quiet = false, model, from, log, ...changes } = options
  if (resume !== undefined && (await isComplete(resume))) {
    await resumeRun(resume)
    return false
  }
  const loading = reportLoading({ quiet })
  const before = resume === undefined ? {} : dataOfRun(await readRecord(resume), data)
  const start =
    from === undefined ? undefined : { file: from, model: await asUsage(() => readAs(from, bytes => bytes)) }
  const opened = await openData({
    onProgress: loading.onProgress,
    ...before,
    ...(start && { task: readStart(start).task }),
    ...dataOf(options),
  })
  const hintOf = (folder: string) => `Resume with:\n  ${resumeCommand({ folder, dataFolder: opened.location })}`
  const watched = watchTraining(thread, { ...opened, hintOf, quiet })
  const training: RunTraining = {
    ...watched.events,
    onBegin(run) {
      loading.end()
      watched.begin(run)
    },
    signal: thread.stop,
    since: thread.processStart,
    data: opened,
    ...(log && { log: log.filter(name => name !== 'none') }),
  }
  try {
    const { folder, record, ended, state } =
      resume === undefined
        ? await trainRun(
            {
              ...changes,
              ...(start && { from: start }),
              ...(model !== undefined && { file: model, ...(await chooseNet(options, opened.task)) }),
            },
            { ...training, ...(out !== undefined && { folder: out }) },
          )
        : await resumeRun(resume, training)
    watched.end()
    if (ended === 'interrupted') printError(`Stopped ${describePosition(state)}. ${hintOf(folder)}`)
    else print(quiet ? `${describeResult(record.test!)}: ${folder}` : describeRun(folder, record))
    return ended === 'interrupted'
  } finally {
    loading.end()
    watched.end()
  }
}

/** Whether a run has nothing left to do; prints that, or which files it lacks. */
async function isComplete(folder: string): Promise<boolean> {
  const { status, test } = await readRecord(folder)
  if (status !== 'finished' || !test) return false
  const missing = await missingFiles(folder)
  if (missing.length === 0) print(`${folder} is finished already. ${describeResult(test)}`)
  else print(`${folder} is finished, but lacks ${missing.join(', ')}: it is completed from its checkpoint.`)
  return missing.length === 0
}

/** Shows a training on the terminal. */
function watchTraining(
  { tell }: TrainingThread,
  {
    trainingCount,
    hintOf,
    quiet,
  }: Pick<OpenedData, 'trainingCount'> & { readonly hintOf: (folder: string) => string; readonly quiet: boolean },
) {
  let display: TrainingDisplay | undefined
  return {
    begin({ folder, record, state }: RunBeginning): void {
      tell({ kind: 'begun', hint: hintOf(folder) })
      const { epochs, validation, limit, threads } = record.options
      display = createTrainingDisplay({ epochs, quiet })
      const images = Math.min(limit ?? Number.POSITIVE_INFINITY, trainingCount) - validation
      display.say(
        `${titleOf(record)}: ${formatCount(record.parameters)} parameters, ` +
          `${formatCount(images)} training and ${formatCount(validation)} validation images, ` +
          `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
      )
      if (state) display.say(`Resuming ${describePosition(state)}.`)
    },
    events: {
      onDevice: ({ reason }) => display!.say(reason!),
      onReady: () => tell({ kind: 'training' }),
      onStep: progress => display!.onStep(progress),
      onEpoch: record => display!.onEpoch(record),
      onNotice: printError,
    } satisfies RunTraining,
    end: () => display?.clear(),
  }
}

function describeRun(folder: string, { test, parameters, seconds }: RunRecord): string {
  const { total, train } = seconds!
  return [
    describeResult(test!),
    `${formatCount(parameters)} parameters; ${formatSeconds(total)}, ${formatSeconds(train)} of it training`,
    `Report, model, record and figures: ${folder}`,
  ].join('\n')
}
