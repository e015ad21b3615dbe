import { losses, type PastTrial } from './pastTrial.js'
import type { Direction } from './trial.js'

/**
 * Trials from the best to the worst: complete ones by their values, then pruned ones, those that came further first, then failed ones.
 * Of several objectives, those that no other trial beats in all come first, then those that only these beat, and so on; within such
 * a front, those with more room around them (Deb et al. 2002, NSGA-II).
 */
export function rankTrials<T extends PastTrial>(trials: readonly T[], goals: readonly Direction[]): T[] {
  const of = (state: PastTrial['state']) => trials.filter(trial => trial.state === state)
  const complete = of('complete')
  const ranked =
    goals.length === 1 ? complete.toSorted((a, b) => lossOf(a, goals) - lossOf(b, goals)) : byFronts(complete, goals)
  const pruned = of('pruned').toSorted((a, b) => lastStep(b) - lastStep(a) || lossOf(a, goals) - lossOf(b, goals))
  return [...ranked, ...pruned, ...of('failed')]
}

/** The trials that no other one beats in all objectives. */
export function paretoFront<T extends PastTrial>(trials: readonly T[], goals: readonly Direction[]): T[] {
  return trials.filter(trial => !trials.some(other => dominates(other, trial, goals)))
}

const lossOf = ({ values }: PastTrial, goals: readonly Direction[]) =>
  losses(values, goals)[0] ?? Number.POSITIVE_INFINITY

const lastStep = ({ steps }: PastTrial) => Math.max(0, ...steps.keys())

function dominates(a: PastTrial, b: PastTrial, goals: readonly Direction[]): boolean {
  const [x, y] = [losses(a.values, goals), losses(b.values, goals)]
  return x.every((loss, index) => loss <= y[index]!) && x.some((loss, index) => loss < y[index]!)
}

function byFronts<T extends PastTrial>(trials: readonly T[], goals: readonly Direction[]): T[] {
  const ranked: T[] = []
  for (let left = trials; left.length > 0; ) {
    const front = paretoFront(left, goals)
    const room = crowding(front, goals)
    ranked.push(...front.toSorted((a, b) => room.get(b)! - room.get(a)!))
    left = left.filter(trial => !front.includes(trial))
  }
  return ranked
}

/** How far the neighbors of each trial are apart, summed over the objectives; infinite at the ends. */
function crowding<T extends PastTrial>(front: readonly T[], goals: readonly Direction[]): Map<T, number> {
  const room = new Map(front.map(trial => [trial, 0]))
  for (const [objective] of goals.entries()) {
    const sorted = front.toSorted((a, b) => a.values[objective]! - b.values[objective]!)
    const range = sorted.at(-1)!.values[objective]! - sorted[0]!.values[objective]! || 1
    for (const [place, trial] of sorted.entries()) {
      const [before, after] = [sorted[place - 1], sorted[place + 1]]
      const gap =
        before && after ? (after.values[objective]! - before.values[objective]!) / range : Number.POSITIVE_INFINITY
      room.set(trial, room.get(trial)! + gap)
    }
  }
  return room
}
