import type { Configuration } from '../model/configuration.js'
import type { EpochRecord } from '../training/history.js'
import { type Entry, setTrialAttribute } from './journal/entries.js'
import type { JournalStudy } from './journal/replay.js'
import { type Next, nextTrial } from './nextTrial.js'
import { cutoffsOf, openSeeds, settle } from './outcome.js'
import { configurationAt } from './point.js'
import type { Study } from './studyFile.js'
import type { TrialExecutor, TrialOutput, TrialRun } from './trial.js'
import { type RunOutcome, type StudyTrial, seedAttribute, trialsOf } from './trials.js'

/** Where a study is kept: its journal, and what its trainings leave. Several processes may work on one at a time. */
export interface StudyStore {
  readonly study: Study
  /** What all runs of the study have in common. */
  readonly common: Pick<TrialRun, 'study' | 'version' | 'digests'>
  /** Reads what is new in the journal. */
  sync(): Promise<JournalStudy>
  /** The same, and adds entries while nobody else can. */
  update(decide: (journal: JournalStudy) => readonly Entry[]): Promise<JournalStudy>
  /** Takes a training for this process; undefined where another one has it. */
  claim(run: Pick<TrialRun, 'trial' | 'seed'>): Promise<{ release(): Promise<void> } | undefined>
  /** Keeps what a training leaves, before the journal tells of it. */
  save(run: TrialRun, output: TrialOutput): Promise<void>
}

/** Events of a study in progress. */
export interface StudyEvents {
  /** The journal has changed, or a training has begun. */
  readonly onChange?: (trials: readonly StudyTrial[], underWay: readonly UnderWay[]) => void
  readonly onEpoch?: (run: TrialRun, record: EpochRecord) => void
}

/** A training in progress. */
export interface UnderWay {
  readonly trial: number
  readonly seed: number
}

/** How a study is run. */
export interface StudyRunning extends StudyEvents {
  readonly store: StudyStore
  readonly executor: TrialExecutor
  /** Aborted when the study is to stop; what was trained is kept. */
  readonly signal: AbortSignal
  /** Which trainings are done here; the study has ended here once these have. Defaults to all. */
  readonly only?: (trial: StudyTrial, seed: number) => boolean
  /** Milliseconds until the journal is looked at again while others work. Defaults to 500. */
  readonly interval?: number
}

/**
 * Runs a study until all of it is done, or the signal comes. Processes that run the same study share its trials; the trials and their
 * results are the same, however many there are.
 *
 * @returns how it ended
 * @throws what the executor or the store throw: what keeps the study from going on
 */
export async function runStudy({
  store,
  executor,
  signal,
  only,
  interval = 500,
  onChange,
  onEpoch,
}: StudyRunning): Promise<'finished' | 'interrupted'> {
  const { study } = store
  const underWay = new Map<string, UnderWay & { readonly done: Promise<void> }>()
  const isOurs = only ?? (() => true)
  const failed = new AbortController()
  const stopped = AbortSignal.any([signal, failed.signal])
  const keyOf = ({ trial, seed }: UnderWay) => `${trial}/${seed}`
  const tell = (journal: JournalStudy) => onChange?.(trialsOf(journal), [...underWay.values()])

  /** Trains what was claimed, and lets go of it once the journal has it. */
  async function train(run: TrialRun, claim: { release(): Promise<void> }): Promise<void> {
    try {
      const output = await executor.execute(run, {
        signal: stopped,
        ...(onEpoch && { onEpoch: record => onEpoch(run, record) }),
      })
      if (!output) return
      await store.save(run, output)
      const journal = await store.update(journal => recorded(study, journal, run, outcomeOf(study, output)))
      underWay.delete(keyOf(run))
      tell(journal)
      await executor.forget(run)
    } finally {
      underWay.delete(keyOf(run))
      await claim.release()
    }
  }

  /** Begins what can be begun now; returns whether all is done. */
  async function beginMore(): Promise<boolean> {
    const held = new Set<string>()
    while (!stopped.aborted && underWay.size < executor.capacity) {
      const read = await store.sync()
      const journal = settled(study, read).length === 0 ? read : await store.update(now => settled(study, now))
      const open = trialsOf(journal)
        .filter(({ state, kind }) => state === 'running' && kind !== 'foreign')
        .flatMap(trial =>
          openSeeds(study, trial)
            .filter(seed => isOurs(trial, seed))
            .map(seed => ({ trial: trial.number, seed })),
        )
        .filter(place => !underWay.has(keyOf(place)))
      const free = open.find(place => !held.has(keyOf(place)))
      if (free) {
        if (!(await begin(free))) held.add(keyOf(free))
        continue
      }
      const next = await beginTrial()
      const isDone = next === 'done' || (next === 'wait' && only !== undefined && open.length === 0)
      if (next !== 'trial') return isDone && underWay.size === 0
    }
    return false
  }

  /** Writes the next trial into the journal, if it is time for one. */
  async function beginTrial(): Promise<Next['kind']> {
    const found: Next['kind'][] = []
    await store.update(journal => {
      const next = nextTrial(study, journal, new Date())
      found.push(next.kind)
      return next.kind === 'trial' ? [next.entry] : []
    })
    return found[0]!
  }

  async function begin(place: UnderWay): Promise<boolean> {
    const claim = await store.claim(place)
    if (!claim) return false
    // Another process may have done it since the journal was read.
    const journal = await store.sync()
    const trials = trialsOf(journal)
    const trial = trials[place.trial]!
    if (trial.state !== 'running' || trial.runs.has(place.seed)) {
      await claim.release()
      return true
    }
    const run = runOf(store, trial, trials, place.seed)
    const done = train(run, claim).catch(error => failed.abort(error))
    underWay.set(keyOf(place), { ...place, done })
    tell(journal)
    return true
  }

  for (;;) {
    const isDone = await beginMore().catch(error => {
      failed.abort(error)
      return false
    })
    if (isDone) return 'finished'
    if (stopped.aborted) break
    await either(
      [...underWay.values()].map(({ done }) => done),
      interval,
      stopped,
    )
  }
  await Promise.all([...underWay.values()].map(({ done }) => done))
  if (failed.signal.aborted) throw failed.signal.reason
  return 'interrupted'
}

/** Waits for the first of several trainings, the signal, or some time, within which other processes may have done something. */
async function either(trainings: readonly Promise<void>[], milliseconds: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  let listener = () => {}
  const others = new Promise<void>(resolve => {
    timer = setTimeout(resolve, milliseconds)
    listener = resolve
    signal.addEventListener('abort', listener)
  })
  await Promise.race([...trainings, others])
  clearTimeout(timer)
  signal.removeEventListener('abort', listener)
}

/** The training of one seed of a trial. */
export function runOf(
  store: Pick<StudyStore, 'study' | 'common'>,
  trial: StudyTrial,
  trials: readonly StudyTrial[],
  seed: number,
): TrialRun {
  const { study, common } = store
  return {
    ...common,
    trial: trial.number,
    seed,
    configuration: configurationOf(study, trial, trials),
    limit: study.limit,
    threads: study.threads,
    cutoffs: cutoffsOf(study, trial, trials, seed),
  }
}

/** What a trial trains. */
export function configurationOf(
  { base, space }: Study,
  trial: StudyTrial,
  trials: readonly StudyTrial[],
): Configuration {
  const of = trial.confirms === undefined ? trial : trials[trial.confirms]!
  return of.kind === 'base' ? base : configurationAt(base, space, trial.params)
}

function outcomeOf({ objectives }: Study, { result }: TrialOutput): RunOutcome {
  const { state, values, seconds, error, history } = result
  const { measure } = objectives[0]!
  const epochs = measure === 'parameters' ? [] : history.flatMap(record => record[measure] ?? [])
  return { state, values, seconds: Math.round(seconds * 1000) / 1000, epochs, ...(error && { error }) }
}

/** Writes what a training came to, unless another process has. */
function recorded(study: Study, journal: JournalStudy, { trial, seed }: TrialRun, outcome: RunOutcome): Entry[] {
  const trials = trialsOf(journal)
  const before = trials[trial]!
  if (before.state !== 'running' || before.runs.has(seed)) return []
  const after: StudyTrial = { ...before, runs: new Map([...before.runs, [seed, outcome]]) }
  const all = trials.map(other => (other === before ? after : other))
  return [setTrialAttribute(before, seedAttribute(seed), outcome), ...settle(study, after, all, new Date())]
}

/** Ends trials that a process which was killed has left with all trainings done. */
function settled(study: Study, journal: JournalStudy): Entry[] {
  const trials = trialsOf(journal)
  return trials.flatMap(trial => settle(study, trial, trials, new Date()))
}
