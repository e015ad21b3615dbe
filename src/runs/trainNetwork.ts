import { takeDigits } from '../data/digits.js'
import { reworded } from '../errorContext.js'
import { networkFrom, parseRecipe } from '../model/configuration.js'
import { fit as fitNetwork, type Trained } from '../node/fit.js'
import { learningCurve } from '../training/learningCurve.js'
import { describePosition } from './position.js'
import { recordedCurve } from './recordedCurve.js'
import { resumeCommand } from './resumeCommand.js'
import type { UnmeasuredRun } from './run.js'
import { secondsSpent } from './stopwatch.js'

/** What a training ended with, and how long it took, in seconds. */
export interface TrainedRun {
  readonly trained: Trained
  readonly seconds: { readonly data: number; readonly compile: number; readonly train: number }
}

/** Trains the net of a run, and keeps a checkpoint and the history in its folder after every epoch. */
export async function trainNetwork(run: UnmeasuredRun): Promise<TrainedRun> {
  const { record, state, training, signal, stopwatch, events } = run
  const { limit, threads, device = 'cpu', ...options } = record.options
  const asked = record.device?.name ?? device // a resumed run keeps what it had
  const images = limit === null ? training : takeDigits(training, limit)
  run.log.begin(run, images)
  const data = stopwatch.lap()
  let compile = 0
  let saved = state ?? { epoch: 0, step: 0 }
  const trained = await fitNetwork(networkFrom(record.model), images, {
    ...parseRecipe(options),
    seed: record.seed,
    threads,
    device: asked,
    async onDevice(taken) {
      if (taken.name !== 'cpu' || asked === 'auto') events.onDevice?.(taken)
      else if (taken.reason !== undefined) events.onNotice?.(taken.reason)
      await run.save({ device: { ...record.device, ...taken } })
    },
    signal,
    ...(state && { resume: state }),
    onReady: () => {
      compile = stopwatch.lap()
      events.onReady?.()
    },
    ...(events.onStep && { onStep: events.onStep }),
    ...(events.onEpoch && { onEpoch: events.onEpoch }),
    ...run.log.callbacks,
    async onCheckpoint(state) {
      run.log.checkpoint(state) // before the checkpoint: what is logged of later steps is cut off when the run is resumed
      await run.saveCheckpoint(state).catch(error => {
        if (error === signal.reason) throw error
        const hint = `${resumeCommand(run)} resumes ${describePosition(saved)}`
        throw reworded(`${error.message}; ${hint}`, error)
      })
      saved = state
      await run.save({ history: state.history, curve: recordedCurve(learningCurve(state)) })
    },
  })
  return { trained, seconds: { data, compile, train: secondsSpent(state) + stopwatch.lap() } }
}
