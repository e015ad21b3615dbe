import type { StepProgress } from '../../../src/training/history.js'
import type { Showing } from '../trainer/trainer.js'

/** What the page is doing with the open run. */
export type Phase = 'idle' | 'preparing' | 'training' | 'pausing' | 'stopping' | 'paused' | 'testing' | 'ended'

/** Where a session of training stands, as data. */
export interface SessionState {
  readonly phase: Phase
  /** The run on the table: the one that trains, or the last that did. */
  readonly openId?: string | undefined
  readonly progress?: StepProgress | undefined
  /** What the last epoch, or the test, showed. */
  readonly showing?: { readonly of: string; readonly answers: Showing } | undefined
  readonly failure?: string | undefined
}

/** All that happens to a session: by the user, the worker that trains, or another page of this browser. */
export type SessionEvent =
  | { readonly type: 'begin'; readonly id: string }
  | { readonly type: 'ready' }
  | { readonly type: 'step'; readonly progress: StepProgress }
  | { readonly type: 'show'; readonly of: string; readonly answers: Showing }
  | { readonly type: 'pause' }
  | { readonly type: 'stop' }
  /** The training came to its end, or was interrupted after a step. */
  | { readonly type: 'trained'; readonly interrupted: boolean }
  | { readonly type: 'tested' }
  /** Another page of this browser trains the run. */
  | { readonly type: 'locked'; readonly message: string }
  | { readonly type: 'fail'; readonly message: string }
  /** Something outside of the training failed, or no longer does. */
  | { readonly type: 'notice'; readonly message: string | undefined }
  /** The open run was deleted. */
  | { readonly type: 'close' }

export const idle: SessionState = { phase: 'idle' }

/** Whether another training may be started. */
export function canStartIn({ phase }: SessionState): boolean {
  return phase === 'idle' || phase === 'ended'
}

/** The state after an event. An event that means nothing in a phase leaves the state as it is. */
export function nextState(state: SessionState, event: SessionEvent): SessionState {
  const { phase, openId } = state
  switch (event.type) {
    case 'begin':
      if (!canStartIn(state) && phase !== 'paused') return state
      return { ...(openId === event.id ? state : {}), phase: 'preparing', openId: event.id, failure: undefined }
    case 'ready':
      return phase === 'preparing' ? { ...state, phase: 'training' } : state
    case 'step':
      return { ...state, progress: event.progress }
    case 'show':
      return { ...state, showing: { of: event.of, answers: event.answers } }
    case 'pause':
      return phase === 'training' ? { ...state, phase: 'pausing' } : state
    case 'stop':
      if (phase === 'training' || phase === 'pausing') return { ...state, phase: 'stopping' }
      return phase === 'paused' ? { ...state, phase: 'testing' } : state
    case 'trained':
      return { ...state, phase: event.interrupted && phase !== 'stopping' ? 'paused' : 'testing' }
    case 'tested':
      return phase === 'testing' ? { ...state, phase: 'ended' } : state
    case 'locked':
    case 'fail':
      return { ...state, phase: 'idle', failure: event.message }
    case 'notice':
      return { ...state, failure: event.message }
    case 'close':
      return canStartIn(state) ? { phase: 'idle', failure: state.failure } : state
  }
}
