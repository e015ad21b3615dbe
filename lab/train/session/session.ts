import { computed, signal } from '@preact/signals'
import { proxy } from 'comlink'
import type { StepProgress } from '../../../src/training/history.js'
import type { LearningCurve } from '../../../src/training/learningCurve.js'
import { newRun, type Run } from '../runs/run.js'
import { deleteStoredRun, keepModel, keepRun, storedCheckpoint, storedRuns } from '../runs/runStore.js'
import { startTrainer, type Trainer } from '../trainer/startTrainer.js'
import type { TrainingEvents } from '../trainer/trainer.js'
import type { Plan } from '../trainingPlan.js'
import { canStartIn, idle, nextState, type SessionEvent, type SessionState } from './sessionState.js'

// What the user and the worker do to the session's state (sessionState.ts), and what is kept of it.

const state = signal<SessionState>(idle)

function send(event: SessionEvent): void {
  state.value = nextState(state.value, event)
}

export const phase = computed(() => state.value.phase)
export const progress = computed(() => state.value.progress)
export const showing = computed(() => state.value.showing)
export const failure = computed(() => state.value.failure)
/** The run on the table: the one that trains, or the last that did. */
export const openId = computed(() => state.value.openId)
/** Whether the form may start another training. */
export const canStart = computed(() => canStartIn(state.value))

/** Every run that is kept, the newest first. */
export const runs = signal<readonly Run[]>([])
export const openRun = computed(() => runs.value.find(({ id }) => id === openId.value))

let trainer: Trainer | undefined
/** The last checkpoint of the open run. */
let checkpoint: Uint8Array | undefined

/** Runs that another page of this browser trains, by id. */
export const trainedElsewhere = signal<ReadonlySet<string>>(new Set())

/** Reads what earlier visits left. */
export const loading: Promise<void> = storedRuns().then(
  async found => {
    const locks = await navigator.locks?.query()
    trainedElsewhere.value = new Set(
      found.map(({ id }) => id).filter(id => locks?.held?.some(({ name }) => name === lockOf(id))),
    )
    runs.value = found
  },
  (error: Error) => {
    send({ type: 'notice', message: `The runs of earlier visits cannot be read: ${error.message}` })
  },
)

export async function start(plan: Plan): Promise<void> {
  await loading
  if (!canStart.value) return
  const run = newRun(
    plan,
    runs.value.map(({ name }) => name),
  )
  checkpoint = undefined
  runs.value = [run, ...runs.value]
  await attempt(run, () => keepRun(run))
}

/** Resumes a run that was paused, here or by an end of the page. */
export async function resume(run: Run): Promise<void> {
  if (run.id !== openId.value) checkpoint = undefined
  await attempt({ ...run, status: 'running' }, async () => {
    checkpoint ??= await storedCheckpoint(run.id)
  })
}

/** After the step in progress; what is learned stays, and can be resumed from. */
export function pause(): void {
  if (phase.value !== 'training') return
  send({ type: 'pause' })
  void trainer?.service.pause()
}

/** Ends the run with what it has learned. */
export async function stop(): Promise<void> {
  const before = phase.value
  send({ type: 'stop' })
  const run = openRun.value
  if (before === 'training') void trainer?.service.pause()
  else if (run && before === 'paused') await guarded(() => finish(run, 'stopped'))
}

export async function rename(run: Run, name: string): Promise<void> {
  const renamed = { ...run, name: name.trim() || run.name }
  change(renamed)
  await keepRun(renamed)
}

export async function deleteRun({ id }: Run): Promise<void> {
  await deleteStoredRun(id) // before it is gone from the page: who reloads at once must not find it again
  runs.value = runs.value.filter(run => run.id !== id)
  if (openId.value === id) send({ type: 'close' })
}

async function attempt(run: Run, prepare: () => Promise<void>): Promise<void> {
  send({ type: 'begin', id: run.id })
  change(run)
  await guarded(() => alone(run, () => work(run, prepare)))
}

const lockOf = (id: string) => `train ${id}`

/** A run is trained by one page at a time; another would write over its checkpoints. */
async function alone(run: Run, act: () => Promise<void>): Promise<void> {
  // Only secure pages have locks, such as those of this machine.
  if (!navigator.locks) return act()
  await navigator.locks.request(lockOf(run.id), { ifAvailable: true }, async lock => {
    if (lock) await act()
    // Nothing is written: what is stored of the run is the other page's.
    else send({ type: 'locked', message: `“${run.name}” is trained by another page of this browser` })
  })
}

async function work(run: Run, prepare: () => Promise<void>): Promise<void> {
  await prepare()
  trainer ??= startTrainer(fail)
  const { ended, checkpoint: last } = await trainer.service.train(run.plan, checkpoint, proxy(eventsOf(run.id)))
  checkpoint = last
  const [now, interrupted] = [openRun.value!, ended === 'interrupted']
  send({ type: 'trained', interrupted })
  if (phase.value === 'paused') {
    change({ ...now, status: 'paused' })
    await keepRun(openRun.value!, last)
  } else await finish(now, interrupted ? 'stopped' : 'finished')
}

function eventsOf(id: string): TrainingEvents {
  return {
    onReady(engine) {
      send({ type: 'ready' })
      change({ ...openRun.value!, engine })
    },
    onProgress(now: StepProgress, curve: LearningCurve | undefined) {
      send({ type: 'step', progress: now })
      if (curve) change({ ...openRun.value!, curve })
    },
    async onCheckpoint(bytes, { history, curve }, answers) {
      checkpoint = bytes
      change({ ...openRun.value!, id, history, curve })
      if (answers) send({ type: 'show', of: `epoch ${history.length}`, answers })
      await keepRun(openRun.value!, bytes)
    },
  }
}

async function finish(run: Run, status: 'finished' | 'stopped'): Promise<void> {
  const { model, test } = await trainer!.service.conclude(run.plan, checkpoint!)
  const { accuracy, correct, count } = test.evaluation
  const done = { ...openRun.value!, status, test: { accuracy, correct, count } }
  await keepModel(done, model) // before anyone is offered to use it
  change(done)
  send({ type: 'show', of: 'the test', answers: test })
  endTrainer()
  send({ type: 'tested' })
}

/** Says on the page where something fails that no training is to blame for. */
export function reportFailure(act: Promise<void>): void {
  send({ type: 'notice', message: undefined })
  act.catch(({ message }: Error) => send({ type: 'notice', message }))
}

async function guarded(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error))
  }
}

/** A run that fails can be resumed from its last checkpoint. */
function fail(message: string): void {
  endTrainer()
  const run = openRun.value
  if (run && !canStart.value) {
    change({ ...run, status: 'paused' })
    void keepRun(openRun.value!)
  }
  send({ type: 'fail', message })
}

function endTrainer(): void {
  trainer?.end()
  trainer = undefined
}

function change(run: Run): void {
  runs.value = runs.value.map(other => (other.id === run.id ? run : other))
}
