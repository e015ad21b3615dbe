import { expect, test } from 'vitest'
import {
  idle,
  nextState,
  type Phase,
  type SessionEvent,
  type SessionState,
} from '../../lab/train/session/sessionState.js'

const begin: SessionEvent = { type: 'begin', id: 'a' }
const ready: SessionEvent = { type: 'ready' }
const pause: SessionEvent = { type: 'pause' }
const stop: SessionEvent = { type: 'stop' }
const ended: SessionEvent = { type: 'trained', interrupted: false }
const interrupted: SessionEvent = { type: 'trained', interrupted: true }
const tested: SessionEvent = { type: 'tested' }
const fail: SessionEvent = { type: 'fail', message: 'out of memory' }
const close: SessionEvent = { type: 'close' }

const after = (...events: readonly SessionEvent[]): SessionState => events.reduce(nextState, idle)

test.each<[title: string, events: readonly SessionEvent[], phase: Phase]>([
  ['begins by getting ready', [begin], 'preparing'],
  ['trains once the engine is ready', [begin, ready], 'training'],
  ['pauses after the step in progress', [begin, ready, pause], 'pausing'],
  ['is paused once that step is taken', [begin, ready, pause, interrupted], 'paused'],
  ['resumes where it was paused', [begin, ready, pause, interrupted, begin, ready], 'training'],
  ['is tested at its end', [begin, ready, ended], 'testing'],
  ['is tested where its end comes before the pause', [begin, ready, pause, ended], 'testing'],
  ['stops after the step in progress, and is tested then', [begin, ready, stop, interrupted], 'testing'],
  ['stops while it is pausing', [begin, ready, pause, stop, interrupted], 'testing'],
  ['is tested where it stops while it is paused', [begin, ready, pause, interrupted, stop], 'testing'],
  ['has ended once it is tested', [begin, ready, ended, tested], 'ended'],
  ['may be followed by another', [begin, ready, ended, tested, begin], 'preparing'],
  ['is idle after a failure', [begin, ready, fail], 'idle'],
])('a training %s', (_, events, phase) => {
  expect(after(...events).phase).toBe(phase)
})

test.each<[title: string, events: readonly SessionEvent[], ignored: SessionEvent]>([
  ['a pause before the first step', [begin], pause],
  ['a stop before the first step', [begin], stop],
  ['a second training while one is under way', [begin, ready], { type: 'begin', id: 'b' }],
  ['an engine that is ready after the training was paused', [begin, ready, pause], ready],
  ['the deletion of a run that trains', [begin, ready], close],
])('%s changes nothing', (_, events, ignored) => {
  const state = after(...events)
  expect(nextState(state, ignored)).toBe(state)
})

const answers = { evaluation: {}, mistakes: [] } as unknown as Extract<SessionEvent, { type: 'show' }>['answers']
const shown: SessionEvent = { type: 'show', of: 'epoch 1', answers }

test('what a run showed stays while it is resumed, and goes when another begins or it is deleted', () => {
  const paused = after(begin, ready, shown, pause, interrupted)
  expect(nextState(paused, begin).showing).toEqual({ of: 'epoch 1', answers })
  const done = [begin, ready, shown, ended, tested]
  expect(nextState(after(...done), { type: 'begin', id: 'b' })).toEqual({ phase: 'preparing', openId: 'b' })
  expect(nextState(after(...done), close)).toEqual({ phase: 'idle' })
})

test('a failure is told until something else begins', () => {
  const failed = after(begin, ready, fail)
  expect(failed).toMatchObject({ phase: 'idle', openId: 'a', failure: 'out of memory' })
  expect(nextState(failed, begin).failure).toBeUndefined()
})

test('a run that another page trains is left to it', () => {
  expect(after(begin, { type: 'locked', message: 'trained elsewhere' })).toMatchObject({
    phase: 'idle',
    failure: 'trained elsewhere',
  })
})
