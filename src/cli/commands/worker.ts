import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import {
  addDataOptions,
  addQueueOption,
  type DataCommandOptions,
  dataOf,
  numberOption,
  type QueueOption,
} from '../sharedOptions.js'

/** Options of `mnist worker`. */
interface WorkerOptions extends Required<QueueOption>, DataCommandOptions {
  readonly name?: string
  readonly jobs?: number
  readonly memory?: number
  readonly lockSeconds?: number
}

const examples = `
Examples:
  mnist worker --queue redis://queue.example.org
  MNIST_QUEUE_PASSWORD=… mnist worker --queue postgres://mnist@queue.example.org/studies?sslmode=verify-full

It works until it is stopped: SIGTERM or Ctrl-C lets it leave its job to the next worker, with a checkpoint where it is a training. A
worker refuses jobs that another version of mnist has made. It opens pictures, and finds the data of a study, itself: no data travel through the queue.
`

/** Adds `mnist worker`. */
export function addWorker(program: Command): void {
  addDataOptions(addQueueOption(program.command('worker'), { mandatory: true }))
    .description('Work on what others put into a queue: the trainings of a study, pictures to read.')
    .addOption(
      numberOption('--jobs <n>', 'jobs at a time; default: as many as cores and memory allow', 'a positive integer'),
    )
    .addOption(
      numberOption('--memory <MB>', 'memory that one training may take; default: no limit', 'a positive integer'),
    )
    .option('--name <name>', "what dashboards call it; default: the host's name and the number of the process")
    .addOption(
      numberOption(
        '--lock-seconds <n>',
        'seconds of silence after which others take over its job; the same for all workers of a queue; default: 60',
        'a positive integer',
      ),
    )
    .addHelpText('after', examples)
    .action(async ({ queue, name, lockSeconds, memory, jobs, ...data }: WorkerOptions) => {
      const [
        { queueAddress },
        { runWorker },
        { createChunkHandler, chunkKind },
        { createTrialWorker, trialKind },
        { defaultJobs },
      ] = await Promise.all([
        import('../queue/address.js'),
        import('../queue/runWorker.js'),
        import('../bulk/readChunk.js'),
        import('../study/queuedTrial.js'),
        import('../../runs/trial/localExecutor.js'),
      ])
      const concurrency = jobs ?? defaultJobs(1)
      const trials = createTrialWorker({
        data: dataOf(data),
        ...(memory !== undefined && { maxBytes: memory * 1e6 }),
      })
      const threads = Math.max(1, Math.floor(availableParallelism() / concurrency))
      const handlers = { [trialKind]: trials.handler, [chunkKind]: createChunkHandler(threads) }
      process.exitCode = await runWorker(queueAddress(queue), {
        handlers,
        concurrency,
        ...(name !== undefined && { name }),
        ...(lockSeconds !== undefined && { lockSeconds }),
      }).finally(trials.close)
    })
}
