import { randomStream } from '../../src/random.js'
import type { StudyStore } from '../../src/study/driver.js'
import { createStudy, type Entry } from '../../src/study/journal/entries.js'
import { createReplay } from '../../src/study/journal/replay.js'
import { parseStudy } from '../../src/study/studyFile.js'
import type { TrialExecutor, TrialOutput, TrialRun } from '../../src/study/trial.js'

// A study in memory, whose trainings are a function: what a search does is seen in milliseconds.

/** Keeps a study in memory, as lines of a journal. */
export function memoryStore(definition: object): StudyStore & { readonly lines: string[] } {
  const study = parseStudy(definition)
  const replay = createReplay()
  const lines: string[] = []
  const claimed = new Set<string>()
  const write = (entries: readonly Entry[]) => {
    for (const entry of entries) {
      lines.push(JSON.stringify({ ...entry, worker_id: 'test' }))
      replay.apply(lines.at(-1)!)
    }
    return replay.study(study.name)!
  }
  write([
    createStudy(
      study.name,
      study.objectives.map(({ direction }) => direction),
    ),
  ])
  return {
    study,
    lines,
    common: { study: 'memory', version: '0', digests: {} },
    sync: async () => replay.study(study.name)!,
    update: async decide => write(decide(replay.study(study.name)!)),
    async claim({ trial, seed }) {
      const key = `${trial}/${seed}`
      if (claimed.has(key)) return undefined
      claimed.add(key)
      return { release: async () => void claimed.delete(key) }
    },
    save: async () => {},
  }
}

/** Trains by a function: the accuracy after each epoch. Trainings end in an order of their own, as processes do. */
export function computingExecutor(
  accuracyOf: (run: TrialRun, epoch: number) => number,
  capacity: number,
  seed = 0,
): TrialExecutor & { readonly trained: string[] } {
  const random = randomStream(seed, 'turns')
  const trained: string[] = []
  return {
    capacity,
    trained,
    async execute(run): Promise<TrialOutput> {
      trained.push(`${run.trial}/${run.seed}`)
      for (let turns = random.integer(20); turns > 0; turns--) await Promise.resolve()
      const { epochs } = run.configuration.training
      const history = []
      let state: 'complete' | 'pruned' = 'complete'
      for (let epoch = 1; epoch <= epochs && state === 'complete'; epoch++) {
        const validationAccuracy = accuracyOf(run, epoch)
        history.push({
          epoch,
          validationAccuracy,
          validationLoss: 1 - validationAccuracy,
          trainAccuracy: 0,
          trainLoss: 0,
          seconds: 1,
          learningRate: 1,
        })
        if (run.cutoffs.some(cutoff => cutoff.epoch === epoch && validationAccuracy < cutoff.value)) state = 'pruned'
      }
      const { validationAccuracy, validationLoss } = history.at(-1)!
      return {
        result: { state, history, values: { validationAccuracy, validationLoss, parameters: 1 }, seconds: 1 },
        record: null,
        model: null,
        log: '',
      }
    },
    forget: async () => {},
    close: async () => {},
  }
}
