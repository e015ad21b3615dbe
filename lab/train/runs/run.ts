import type { EpochRecord } from '../../../src/training/history.js'
import type { LearningCurve } from '../../../src/training/learningCurve.js'
import type { Plan } from '../trainingPlan.js'

/** How far a run has come. What is `running` without a page that trains it was cut short. */
export type RunStatus = 'running' | 'paused' | 'finished' | 'stopped'

/** A training in the page, as it is kept. */
export interface Run {
  readonly id: string
  /** As the user calls it. */
  readonly name: string
  /** Milliseconds since 1970. */
  readonly started: number
  readonly status: RunStatus
  readonly plan: Plan
  /** What computed it. */
  readonly engine?: string
  readonly history: readonly EpochRecord[]
  readonly curve: LearningCurve
  /** On MNIST's test images, measured once, at the end. */
  readonly test?: { readonly accuracy: number; readonly correct: number; readonly count: number }
}

/** A run that has not begun. */
export function newRun(plan: Plan, names: readonly string[]): Run {
  const kind = plan.changed ? `${plan.preset}, changed` : plan.preset
  return {
    id: `${Date.now().toString(36)}-${Math.floor(Math.random() * 36 ** 4).toString(36)}`,
    name: freeName(`${kind}, ${plan.images.toLocaleString('en-US')} images`, names),
    started: Date.now(),
    status: 'running',
    plan,
    history: [],
    curve: { training: [], validation: [], validationCount: 0 },
  }
}

function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name
  let number = 2
  while (taken.includes(`${name} (${number})`)) number++
  return `${name} (${number})`
}

/** Seconds of training and validation. */
export function secondsOf({ history }: Pick<Run, 'history'>): number {
  return history.reduce((total, { seconds }) => total + seconds, 0)
}
