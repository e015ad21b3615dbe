import { loadMnist } from '../data/sources/mnist.js'
import { networkFrom } from '../model/configuration.js'
import { countWeights } from '../model/summary.js'
import { conclude } from './conclude.js'
import { describePlace, describeResult } from './describe.js'
import { describeEnvironment } from './environment.js'
import { interrupted, listenForInterruption } from './interruption.js'
import { learn } from './learn.js'
import { reportLoading } from './loading.js'
import { print, printError } from './output.js'
import { planRun, quoted } from './plan.js'
import { createTrainingDisplay } from './progress.js'
import type { RunPlan, RunRecord } from './record.js'
import { createRun, type Run } from './run.js'
import { createRunFolder, expectEmpty, openRun, readCheckpoint } from './runFolder.js'
import { createStopwatch } from './stopwatch.js'
import type { TrainCommandOptions } from './train.js'
import { packageVersion } from './version.js'

/**
 * Does what `mnist train` was told.
 *
 * @returns the exit code
 */
export async function train(options: TrainCommandOptions): Promise<number> {
  const { resume, out } = options
  const before = resume === undefined ? undefined : await openRun(resume)
  if (before?.status === 'finished' && before.test) {
    print(`${resume} is finished already. ${describeResult(before.test)}`)
    return 0
  }
  const plan = before ?? (await planRun(options))
  if (out !== undefined) await expectEmpty(out)
  return execute(await prepare(plan, options, before?.started), options.quiet === true)
}

/** Gathers what a run needs; the folder comes last, so that one is there only where a run is. */
async function prepare(
  plan: RunPlan,
  { resume, out, data, quiet }: TrainCommandOptions,
  started = new Date().toISOString(),
): Promise<Run> {
  const stopwatch = createStopwatch()
  const state = resume === undefined ? undefined : await readCheckpoint(resume)
  const loading = reportLoading({ quiet: quiet === true })
  const { training, test, files } = await loadMnist({
    onProgress: loading.onProgress,
    ...(data !== undefined && { folder: data }),
  }).finally(loading.end)
  const { name, preset, seed, command, model, options } = plan
  const record: RunRecord = {
    version: packageVersion(),
    status: 'running',
    started,
    name,
    ...(preset && { preset }),
    seed,
    command,
    model,
    options,
    environment: await describeEnvironment(),
    data: { digests: Object.fromEntries(files.map(({ name, sha256 }) => [name, sha256])) },
    parameters: countWeights(networkFrom(model).weights),
    history: state?.history ?? [],
    test: null,
    seconds: null,
  }
  const folder = resume ?? (await createRunFolder(out, plan))
  return createRun({ folder, record, state, training, test, stopwatch })
}

async function execute(run: Run, quiet: boolean): Promise<number> {
  const display = createTrainingDisplay({ epochs: run.record.options.epochs, quiet })
  const signal = listenForInterruption(() => {
    display.clear()
    printError('Stopping after the step in progress; interrupt again to leave at once.')
  })
  const leave = async (where: string) => {
    await run.save({ status: 'interrupted' })
    display.clear()
    printError(`Stopped ${where}. Go on with:\n  mnist train --resume ${quoted(run.folder)}`)
    return interrupted
  }
  try {
    await run.save({})
    const learnt = await learn(run, display, signal)
    if (learnt.trained.ended === 'interrupted' || signal.aborted)
      return await leave(describePlace(learnt.trained.state))
    print(await conclude(run, learnt, quiet))
    return 0
  } catch (error) {
    await run.save({ status: 'failed' }).catch(() => {}) // what went wrong first is what counts
    throw error
  }
}
