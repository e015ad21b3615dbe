import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createQueueExecutor } from '../../src/cli/study/queueExecutor.js'
import { preset } from '../../src/model/presets.js'
import { packageVersion } from '../../src/node/version.js'
import { parseQueueAddress } from '../../src/queue/address.js'
import { createLocalExecutor } from '../../src/runs/trial/localExecutor.js'
import { trialFolder } from '../../src/runs/trial/trialFolder.js'
import { digestsOf, loadTrainingData } from '../../src/runs/trial/trainTrial.js'
import type { TrialExecutor, TrialOutput, TrialRun } from '../../src/study/trial.js'

/** The same training, by this machine's own process and by a worker of a queue. */
export interface Pair {
  readonly directSeconds: number
  readonly queuedSeconds: number
}

export interface Overhead {
  readonly pairs: readonly Pair[]
  /** What a training has left. */
  readonly output: TrialOutput
}

/** Trains the same trials directly and through a queue, in turns: from when they are asked for until their model is there. */
export async function measureOverhead(address: string, rounds: number, limit: number | null): Promise<Overhead> {
  const folder = mkdtempSync(join(tmpdir(), 'mnist-overhead-'))
  const words = [join(process.cwd(), 'dist/cli/main.js'), 'worker', '--queue', address, '--jobs', '1']
  const worker = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] })
  const direct = createLocalExecutor({ folder, jobs: 1 })
  const queued = await createQueueExecutor(parseQueueAddress(address), {})
  const digests = digestsOf(await loadTrainingData())
  const runOf = (seed: number, used: number | null): TrialRun => ({
    study: `overhead-${process.pid}`,
    version: packageVersion(),
    digests,
    trial: 0,
    seed,
    configuration: preset('fast'),
    limit: used,
    threads: 1,
    cutoffs: [],
  })
  const pairs: Pair[] = []
  let output: TrialOutput | undefined
  const first = runOf(10_000, 6000)
  mkdirSync(trialFolder(folder, first), { recursive: true })
  for (const executor of [direct, queued]) await timed(executor, first) // both have loaded the data
  for (let round = 0; round < rounds; round++) {
    mkdirSync(trialFolder(folder, { trial: 0, seed: round }), { recursive: true })
    const seconds = new Map<TrialExecutor, number>()
    for (const executor of round % 2 === 0 ? [direct, queued] : [queued, direct]) {
      const measured = await timed(executor, runOf(round, limit))
      seconds.set(executor, measured.seconds)
      output = measured.output
    }
    pairs.push({ directSeconds: seconds.get(direct)!, queuedSeconds: seconds.get(queued)! })
  }
  worker.kill('SIGTERM')
  await Promise.all([once(worker, 'exit'), direct.close(), queued.close()])
  rmSync(folder, { recursive: true, force: true })
  return { pairs, output: output! }
}

async function timed(executor: TrialExecutor, run: TrialRun): Promise<{ seconds: number; output: TrialOutput }> {
  const began = performance.now()
  const output = await executor.execute(run, { signal: new AbortController().signal })
  const seconds = (performance.now() - began) / 1000
  if (output?.result.state !== 'complete') throw new Error(`the training failed: ${output?.result.error?.message}`)
  await executor.forget(run)
  return { seconds, output }
}
