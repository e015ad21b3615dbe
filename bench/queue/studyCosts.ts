import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createQueueExecutor } from '../../src/cli/study/queueExecutor.js'
import { parseQueueAddress } from '../../src/queue/address.js'
import { createStudyFolder } from '../../src/runs/trial/studyFolder.js'
import { runStudy } from '../../src/study/driver.js'
import type { TrialOutput } from '../../src/study/trial.js'
import type { QueueServer } from '../../test/queue/startServers.js'
import { processorSeconds } from './processes.js'
import type { Sample } from './worker.js'
import { endWorkers, startWorkers } from './workers.js'

/** What a trial costs beside its training, in seconds. */
export interface StudyCosts {
  /** From trial to trial, where the trainings take no time: what one process of `mnist study run` can hand out and take in. */
  readonly trialSeconds: number
  /** Processor time of the process that runs the study. */
  readonly driverSeconds: number
  /** Processor time of the server. */
  readonly serverSeconds: number
}

/** Runs a study through a queue whose workers answer at once, with as much as a true training leaves. */
export async function measureStudyCosts(
  server: QueueServer,
  { model, ...output }: TrialOutput,
  trials: number,
): Promise<StudyCosts> {
  const folder = mkdtempSync(join(tmpdir(), 'mnist-study-costs-'))
  const sample: Sample = {
    output,
    modelBytes: model!.length,
    checkpointBytes: 3 * model!.length, // weights and the two moments of Adam
    checkpoints: output.result.history.length,
  }
  const file = join(folder, 'sample.json')
  writeFileSync(file, JSON.stringify(sample))
  const workers = await startWorkers(server.address, 4, file)
  const space = { 'training.labelSmoothing': { kind: 'float', low: 0, high: 0.2 } }
  const definition = { name: 'costs', preset: 'fast', space, trials, parallel: 64 }
  const store = await createStudyFolder(join(folder, 'study'), { definition, digests: {} })
  const executor = { ...(await createQueueExecutor(parseQueueAddress(server.address), {})), capacity: 64 }
  const [before, own, began] = [processorSeconds(server.pid), process.cpuUsage(), performance.now()]
  await runStudy({ store, executor, signal: new AbortController().signal })
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(own)
  const serverSeconds = processorSeconds(server.pid) - before
  await executor.close()
  await endWorkers(workers)
  rmSync(folder, { recursive: true, force: true })
  const each = (value: number) => value / (trials + 1)
  return { trialSeconds: each(seconds), driverSeconds: each((user + system) / 1e6), serverSeconds: each(serverSeconds) }
}
