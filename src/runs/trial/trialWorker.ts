import { watchProcess } from '../../node/processWatch.js'
import type { CheckpointStore, TrialRun } from '../../study/trial.js'
import { loadTrainingData, type StudyData, type TrainingData, trainTrial } from './trainTrial.js'
import type { TrialMessage, TrialRequest } from './trialMessages.js'

// A process that trains the runs it is handed, one after the other, and writes no file: all it has goes to the process that started it.
// Where that one has ended, this one ends, too.

const tell = (message: TrialMessage, then: () => void = () => {}) => process.send!(message, then)
const end = () => process.kill(process.pid, 'SIGKILL')

// Ctrl-C reaches all processes of a terminal: what is to be done about it, the one that started this one says.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.on('disconnect', end)

let loaded: { readonly source: string; readonly data: Promise<TrainingData> } | undefined
let stop = new AbortController()
let saved = () => {}

process.on('message', (request: TrialRequest) => {
  if (request.kind === 'stop') stop.abort()
  else if (request.kind === 'saved') saved()
  else train(request).catch(error => tell({ kind: 'refused', error: described(error) }))
})

async function train({ run, data, checkpoint, maxBytes }: Extract<TrialRequest, { kind: 'train' }>) {
  stop = new AbortController()
  const endWatch = watchProcess({ maxBytes, maxSeconds: Number.POSITIVE_INFINITY }, allowed => {
    tell(
      { kind: 'memory', message: `study: expected a training that takes ${allowed}, received one that takes more` },
      end,
    )
  })
  const store: CheckpointStore = {
    load: async () => checkpoint,
    save: checkpoint =>
      new Promise(resolve => {
        saved = resolve
        tell({ kind: 'checkpoint', checkpoint })
      }),
    remove: async () => {},
  }
  try {
    const wanted = dataOf(run, data)
    const source = JSON.stringify(wanted)
    if (loaded?.source !== source) loaded = { source, data: loadTrainingData(wanted) }
    const output = await trainTrial(run, {
      data: await loaded.data,
      checkpoint: store,
      signal: stop.signal,
      onEpoch: record => tell({ kind: 'epoch', record }),
    })
    tell({ kind: 'ended', output })
  } finally {
    endWatch()
  }
}

/** A dataset that is named here, or data in a folder of its own task, take the place of what the run names. */
function dataOf({ dataset, asIs }: TrialRun, data: StudyData): StudyData {
  if (dataset === undefined || data.dataset !== undefined) return data
  return { dataset, ...(asIs !== undefined && { asIs }), ...data }
}

function described(error: Error & { code?: string }) {
  const { name, message, code } = error
  return { name, message, ...(code !== undefined && { code }) }
}
