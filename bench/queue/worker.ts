import { readFileSync } from 'node:fs'
import { parseQueueAddress } from '../../src/queue/address.js'
import { type JobHandler, startJobWorker } from '../../src/queue/jobWorker.js'

// A worker of a queue that does nothing, as a process: node worker.js ADDRESS [SAMPLE]. So what is measured is the queue. With a sample, it
// answers the trainings of a study at once, by the checkpoints and the model that a true training has left.

/** What a true training has left. */
export interface Sample {
  readonly output: object
  readonly modelBytes: number
  readonly checkpointBytes: number
  readonly checkpoints: number
}

const [address = '', file] = process.argv.slice(2)
const sample = file === undefined ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as Sample)

const tiny: JobHandler = async payload => (payload as { readonly n: number }).n * 2

const trial: JobHandler = async (_, { id, artifacts }) => {
  const { output, modelBytes, checkpointBytes, checkpoints } = sample!
  for (let epoch = 0; epoch < checkpoints; epoch++)
    await artifacts.put(`${id}.checkpoint`, new Uint8Array(checkpointBytes).fill(epoch))
  await artifacts.put(`${id}.model`, new Uint8Array(modelBytes))
  return { ...output, hasModel: true }
}

const worker = await startJobWorker(parseQueueAddress(address), { handlers: { tiny, trial } })
process.on('disconnect', () => void worker.drain())
process.send!('ready')
await worker.ended
process.exit()
