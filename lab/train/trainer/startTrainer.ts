import { type Remote, wrap } from 'comlink'
import type { TrainerService } from './trainerWorker.js'

/** A worker that trains, and how to end it with all the memory that it took. */
export interface Trainer {
  readonly service: Remote<TrainerService>
  end(): void
}

/**
 * Starts a worker that trains.
 *
 * @param onFailure told where the worker itself cannot run
 * @example const { ended, checkpoint } = await startTrainer(show).service.train(plan, undefined, proxy(events))
 */
export function startTrainer(onFailure: (message: string) => void): Trainer {
  const worker = new Worker(new URL('./trainerWorker.js', import.meta.url), { type: 'module', name: 'trainer' })
  worker.addEventListener('error', event => {
    event.preventDefault()
    onFailure(event.message || 'the worker that trains could not be started')
  })
  return { service: wrap<TrainerService>(worker), end: () => worker.terminate() }
}
