import { takeDigits } from '../data/digits.js'
import { formatCount } from '../figures/format.js'
import { networkFrom } from '../model/configuration.js'
import { fit as fitNetwork, type Trained } from '../node/fit.js'
import { describePlace } from './describe.js'
import { printError } from './output.js'
import { quoted } from './plan.js'
import type { TrainingDisplay } from './progress.js'
import { type Run, titleOf } from './run.js'
import { secondsSpent } from './stopwatch.js'

/** What a training ended with, and how long it took, in seconds. */
export interface Learnt {
  readonly trained: Trained
  readonly seconds: { readonly data: number; readonly compile: number; readonly train: number }
}

/** Trains the net of a run, and keeps a checkpoint and the history in its folder after every epoch. */
export async function learn(run: Run, display: TrainingDisplay, onReady: () => void): Promise<Learnt> {
  const { folder, record, state, training, signal, stopwatch } = run
  const { limit, threads, device = 'cpu', ...recipe } = record.options
  const asked = record.device?.name ?? device // a resumed run keeps what it had
  const images = limit === null ? training : takeDigits(training, limit)
  display.say(
    `${titleOf(record)}: ${formatCount(record.parameters)} parameters, ` +
      `${formatCount(images.count - recipe.validation)} training and ${formatCount(recipe.validation)} validation images, ` +
      `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
  )
  if (state) display.say(`Going on ${describePlace(state)}.`)
  const data = stopwatch.lap()
  let compile = 0
  let saved = state ?? { epoch: 0, step: 0 }
  const trained = await fitNetwork(networkFrom(record.model), images, {
    ...recipe,
    seed: record.seed,
    threads,
    device: asked,
    async onDevice(taken) {
      if (taken.reason !== undefined) {
        if (taken.name === 'cpu' && asked !== 'auto') printError(taken.reason)
        else display.say(taken.reason)
      }
      await run.save({ device: { ...record.device, ...taken } })
    },
    signal,
    ...(state && { resume: state }),
    onReady: () => {
      compile = stopwatch.lap()
      onReady()
    },
    onStep: display.onStep,
    onEpoch: display.onEpoch,
    async onCheckpoint(state) {
      await run.saveCheckpoint(state).catch(error => {
        if (error === signal.reason) throw error
        throw new Error(`${error.message}; mnist train --resume ${quoted(folder)} resumes ${describePlace(saved)}`)
      })
      saved = state
      await run.save({ history: state.history })
    },
  })
  return { trained, seconds: { data, compile, train: secondsSpent(state) + stopwatch.lap() } }
}
