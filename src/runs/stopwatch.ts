import type { TrainingState } from '../training/state.js'

/** Measures one thing after the other, in seconds. */
export interface Stopwatch {
  /** Since the lap before, or since the stopwatch was made. */
  lap(): number
  /** Since the process started. */
  total(): number
}

/** @param processStart in milliseconds since 1970: a thread has a clock of its own */
export function createStopwatch(processStart: number): Stopwatch {
  let last = performance.now()
  return {
    lap() {
      const now = performance.now()
      const seconds = (now - last) / 1000
      last = now
      return seconds
    },
    total: () => (performance.timeOrigin + performance.now() - processStart) / 1000,
  }
}

/** What was spent on training up to a state. */
export function secondsSpent(state: TrainingState | undefined): number {
  return (state?.history ?? []).reduce((sum, { seconds }) => sum + seconds, state?.running.seconds ?? 0)
}

/** To the millisecond: what lies below is noise, and hard to read. */
export function rounded<T extends Readonly<Record<string, number | null>>>(seconds: T): T {
  return Object.fromEntries(
    Object.entries(seconds).map(([name, value]) => [name, value === null ? null : Math.round(value * 1000) / 1000]),
  ) as T
}
