import { losses } from './pastTrial.js'
import { paretoFront, rankTrials } from './ranking.js'
import { adjustHolm, type Comparison, comparePaired, type Sample, seedsNeeded, summarize } from './statistics.js'
import type { Study } from './studyFile.js'
import { type StudyTrial, seedValues } from './trials.js'

/** A setting of a study, measured on seeds that had no part in choosing it. */
export interface Confirmed {
  /** The trial that was chosen. */
  readonly trial: StudyTrial
  /** The trial that measured it again. */
  readonly confirmation: StudyTrial
  /** Of the first objective, on the seeds that chose it. */
  readonly searched: Sample
  readonly fresh: Sample
  /** What the choice had flattered it by: how much worse it is on fresh seeds; below 0 where it is better. */
  readonly shrinkage: number
  /** With the base on the same fresh seeds; undefined of the base itself. */
  readonly comparison?: Comparison
  /** Of the comparison, corrected for the number of winners (Holm). */
  readonly adjustedP?: number
  /** Seeds that would tell a difference such as this from none, in all; Infinity where nothing was seen. */
  readonly seedsToTell?: number
}

/** What a study has found. */
export interface Verdict {
  /** The base, then the winners in the order of the search; empty until they have been measured again. */
  readonly confirmed: readonly Confirmed[]
  /** What to use: the winner that is best on fresh seeds if it is better than the base by more than chance, else the base. */
  readonly best: StudyTrial | undefined
  /** Whether `best` is better than the base by more than chance. */
  readonly isBetter: boolean
  /** Complete trials of base and search, the best first; of several objectives, those that no other one beats in all. */
  readonly ranked: readonly StudyTrial[]
}

/** Judges a study by its trials, as far as they have come. */
export function judge(study: Study, trials: readonly StudyTrial[]): Verdict {
  const goals = study.objectives.map(({ direction }) => direction)
  const complete = trials.filter(({ kind, state }) => state === 'complete' && kind !== 'confirmation')
  const ranked = goals.length > 1 ? paretoFront(complete, goals) : rankTrials(complete, goals)
  const confirmed = confirmedOf(study, trials)
  const base = confirmed[0]
  const better = confirmed
    .slice(1)
    .filter(({ adjustedP, comparison }) => adjustedP! < 0.05 && losses([comparison!.mean], goals)[0]! < 0)
    .toSorted((a, b) => losses([a.fresh.mean], goals)[0]! - losses([b.fresh.mean], goals)[0]!)
  const best = better[0]?.trial ?? base?.trial ?? ranked[0]
  return { confirmed, best, isBetter: better.length > 0, ranked }
}

function confirmedOf({ objectives }: Study, trials: readonly StudyTrial[]): Confirmed[] {
  const { measure, direction } = objectives[0]!
  const again = trials.filter(({ kind, state }) => kind === 'confirmation' && state === 'complete')
  const baseAgain = again.find(({ confirms }) => trials[confirms!]!.kind === 'base')
  if (!baseAgain) return []
  const ordered = [baseAgain, ...again.filter(trial => trial !== baseAgain)]
  const comparisons = ordered
    .slice(1)
    .map(trial => comparePaired(seedValues(trial, measure), seedValues(baseAgain, measure)))
  const adjusted = adjustHolm(comparisons.map(({ pValue }) => pValue))
  return ordered.map((confirmation, place) => {
    const trial = trials[confirmation.confirms!]!
    const searched = summarize(trial.kind === 'foreign' ? trial.values.slice(0, 1) : seedValues(trial, measure))
    const fresh = summarize(seedValues(confirmation, measure))
    const shrinkage = losses([fresh.mean], [direction])[0]! - losses([searched.mean], [direction])[0]!
    const comparison = comparisons[place - 1]
    return {
      trial,
      confirmation,
      searched,
      fresh,
      shrinkage,
      ...(comparison && {
        comparison,
        adjustedP: adjusted[place - 1]!,
        seedsToTell: seedsNeeded(comparison.mean, comparison.deviation ?? 0),
      }),
    }
  })
}
