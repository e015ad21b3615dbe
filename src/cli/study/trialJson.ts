import type { StudyTrial } from '../../study/trials.js'

/** A trial as JSON: what `mnist study status --json` and `export` write. */
export function trialJson({ id: _, steps, runs, ...trial }: StudyTrial): object {
  return {
    ...trial,
    steps: Object.fromEntries(steps),
    runs: Object.fromEntries([...runs].map(([seed, run]) => [`seed ${seed}`, run])),
  }
}
