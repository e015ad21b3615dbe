import type { StepProgress } from '../../../src/training/history.js'

/** A stretch of a training curve: the mean over some steps. */
export interface CurvePoint {
  /** Epochs done at its end, with a fraction. */
  readonly at: number
  readonly loss: number
  readonly accuracy: number
}

/** About so many points has the curve of a whole training. */
const POINTS = 200

/** Makes curve points of the running means that a training tells after each step. */
export function curveRecorder() {
  let before: { epoch: number; seen: number; loss: number; correct: number } | undefined
  /** Returns a point when a stretch is complete. */
  return ({ epoch, epochs, step, steps, seen, loss, accuracy }: StepProgress): CurvePoint | undefined => {
    const now = { epoch, seen, loss: loss * seen, correct: accuracy * seen }
    const stretch = Math.ceil((steps * epochs) / POINTS)
    const first = step <= stretch ? { epoch, seen: 0, loss: 0, correct: 0 } : undefined
    const last = before?.epoch === epoch ? before : first
    if (last && step % stretch !== 0 && step !== steps) return undefined
    before = now
    // Whoever resumes within an epoch cannot tell the steps apart that were taken before.
    if (!last || seen === last.seen) return undefined
    return {
      at: epoch - 1 + step / steps,
      loss: (now.loss - last.loss) / (seen - last.seen),
      accuracy: (now.correct - last.correct) / (seen - last.seen),
    }
  }
}
