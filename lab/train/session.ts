import { computed, signal } from '@preact/signals'
import { proxy } from 'comlink'
import type { StepProgress } from '../../src/training/history.js'
import type { LearningCurve } from '../../src/training/learningCurve.js'
import type { Plan } from './plan.js'
import { newRun, type Run } from './run.js'
import { startTrainer, type Trainer } from './startTrainer.js'
import { forgetRun, keepModel, keepRun, storedCheckpoint, storedRuns } from './store.js'
import type { Showing, TrainingEvents } from './trainer.js'

/** What the page is doing with the open run. */
export type Phase = 'idle' | 'preparing' | 'training' | 'pausing' | 'paused' | 'testing' | 'ended'

/** Every run that is kept, the newest first. */
export const runs = signal<readonly Run[]>([])
/** The run on the table: the one that trains, or the last that did. */
export const openId = signal<string | undefined>(undefined)
export const openRun = computed(() => runs.value.find(({ id }) => id === openId.value))
export const phase = signal<Phase>('idle')
export const progress = signal<StepProgress | undefined>(undefined)
/** What the last epoch, or the test, showed. */
export const showing = signal<{ readonly of: string; readonly answers: Showing } | undefined>(undefined)
export const failure = signal<string | undefined>(undefined)

/** Whether the form may start another training. */
export const free = computed(() => phase.value === 'idle' || phase.value === 'ended')

let trainer: Trainer | undefined
/** The last checkpoint of the open run. */
let checkpoint: Uint8Array | undefined
let stopping = false

/** Runs that another page of this browser trains, by id. */
export const elsewhere = signal<ReadonlySet<string>>(new Set())

/** Reads what earlier visits left. */
export const loading: Promise<void> = storedRuns().then(
  async found => {
    const locks = await navigator.locks?.query()
    elsewhere.value = new Set(
      found.map(({ id }) => id).filter(id => locks?.held?.some(({ name }) => name === lockOf(id))),
    )
    runs.value = found
  },
  (error: Error) => {
    failure.value = `The runs of earlier visits cannot be read: ${error.message}`
  },
)

export async function start(plan: Plan): Promise<void> {
  await loading
  const run = newRun(
    plan,
    runs.value.map(({ name }) => name),
  )
  checkpoint = undefined
  runs.value = [run, ...runs.value]
  await attempt(run, () => keepRun(run))
}

/** Takes up a run that was paused, here or by an end of the page. */
export async function goOn(run: Run): Promise<void> {
  if (run.id !== openId.value) checkpoint = undefined
  await attempt({ ...run, status: 'running' }, async () => {
    checkpoint ??= await storedCheckpoint(run.id)
  })
}

/** After the step in progress; what is learned stays, and can be gone on from. */
export function pause(): void {
  if (phase.value !== 'training') return
  phase.value = 'pausing'
  void trainer?.service.pause()
}

/** Ends the run with what it has learned. */
export async function stop(): Promise<void> {
  stopping = true
  if (phase.value === 'training') return pause()
  const run = openRun.value
  if (run && phase.value === 'paused') await guarded(() => finish(run, 'stopped'))
}

export async function rename(run: Run, name: string): Promise<void> {
  const renamed = { ...run, name: name.trim() || run.name }
  change(renamed)
  await keepRun(renamed)
}

export async function forget({ id }: Run): Promise<void> {
  await forgetRun(id) // before it is gone from the page: who reloads at once must not find it again
  runs.value = runs.value.filter(run => run.id !== id)
  if (openId.value === id && free.value) close()
}

function close(): void {
  openId.value = undefined
  phase.value = 'idle'
  progress.value = undefined
  showing.value = undefined
}

async function attempt(run: Run, prepare: () => Promise<void>): Promise<void> {
  failure.value = undefined
  stopping = false
  if (openId.value !== run.id) [progress.value, showing.value] = [undefined, undefined]
  openId.value = run.id
  phase.value = 'preparing'
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
    else [phase.value, failure.value] = ['idle', `“${run.name}” is trained by another page of this browser`]
  })
}

async function work(run: Run, prepare: () => Promise<void>): Promise<void> {
  await prepare()
  trainer ??= startTrainer(fail)
  const { ended, checkpoint: last } = await trainer.service.train(run.plan, checkpoint, proxy(eventsOf(run.id)))
  checkpoint = last
  const now = openRun.value!
  if (ended === 'interrupted' && !stopping) {
    phase.value = 'paused'
    change({ ...now, status: 'paused' })
    await keepRun(openRun.value!, last)
  } else await finish(now, ended === 'interrupted' ? 'stopped' : 'finished')
}

function eventsOf(id: string): TrainingEvents {
  return {
    onReady(engine) {
      if (phase.value === 'preparing') phase.value = 'training'
      change({ ...openRun.value!, engine })
    },
    onProgress(now: StepProgress, curve: LearningCurve | undefined) {
      progress.value = now
      if (curve) change({ ...openRun.value!, curve })
    },
    async onCheckpoint(bytes, { history, curve }, answers) {
      checkpoint = bytes
      change({ ...openRun.value!, id, history, curve })
      if (answers) showing.value = { of: `epoch ${history.length}`, answers }
      await keepRun(openRun.value!, bytes)
    },
  }
}

async function finish(run: Run, status: 'finished' | 'stopped'): Promise<void> {
  phase.value = 'testing'
  const { model, test } = await trainer!.service.conclude(run.plan, checkpoint!)
  const { accuracy, correct, count } = test.evaluation
  const done = { ...openRun.value!, status, test: { accuracy, correct, count } }
  await keepModel(done, model) // before anyone is offered to use it
  change(done)
  showing.value = { of: 'the test', answers: test }
  endTrainer()
  phase.value = 'ended'
}

/** Says on the page where something fails that no training is to blame for. */
export function tell(act: Promise<void>): void {
  failure.value = undefined
  act.catch((error: Error) => {
    failure.value = error.message
  })
}

async function guarded(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error))
  }
}

/** A run that fails can be gone on from its last checkpoint. */
function fail(message: string): void {
  failure.value = message
  endTrainer()
  const run = openRun.value
  if (run && !free.value) {
    change({ ...run, status: 'paused' })
    void keepRun(openRun.value!)
  }
  phase.value = 'idle'
}

function endTrainer(): void {
  trainer?.end()
  trainer = undefined
}

function change(run: Run): void {
  runs.value = runs.value.map(other => (other.id === run.id ? run : other))
}
