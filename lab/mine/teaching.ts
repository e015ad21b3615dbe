import { signal } from '@preact/signals'
import { proxy, wrap } from 'comlink'
import { currentModel, useModel } from '../model/current.js'
import { type MyDigit, toDigits } from './digit.js'
import type { TuneService } from './tuneWorker.js'
import type { Tuned } from './tuning.js'

/** Where a tuning stands. */
export type Teaching =
  | { readonly state: 'resting' }
  | { readonly state: 'learning'; readonly share: number }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'done'; readonly name: string; readonly tuned: Tuned }

export const teaching = signal<Teaching>({ state: 'resting' })

/** From so many digits on, some are held out for evaluation. */
const ENOUGH = 6

let worker: Worker | undefined

/** Lets the model that answers learn the digits, in a worker; the page stays free. */
export async function teach(digits: readonly MyDigit[]): Promise<void> {
  const model = currentModel.value
  if (!model) return
  stopTeaching()
  teaching.value = { state: 'learning', share: 0 }
  const own = new Worker(new URL('./tuneWorker.js', import.meta.url), { type: 'module', name: 'teaching' })
  worker = own
  const heldOut = digits.length < ENOUGH ? [] : digits.filter((_, index) => index % 3 === 2)
  const learned = digits.filter(digit => !heldOut.includes(digit))
  try {
    const tuned = await wrap<TuneService>(own).tune(
      { model: model.bytes, trainingSet: toDigits(learned), heldOut: toDigits(heldOut) },
      proxy(share => {
        if (worker === own) teaching.value = { state: 'learning', share }
      }),
    )
    const name = `${model.name.replace(/, taught .*/, '')}, taught ${learned.length} of your digits`
    useModel(name, tuned.model)
    teaching.value = { state: 'done', name, tuned }
  } catch (error) {
    teaching.value = { state: 'failed', reason: (error as Error).message }
  } finally {
    if (worker === own) stopWorker()
  }
}

/** Ends a tuning that is under way; the model stays as it was. */
export function stopTeaching(): void {
  stopWorker()
  teaching.value = { state: 'resting' }
}

function stopWorker(): void {
  worker?.terminate()
  worker = undefined
}
