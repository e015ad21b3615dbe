import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { addQueueOption, numberOption, type QueueOption } from '../sharedOptions.js'

/** Options of `mnist worker`. */
interface WorkerOptions extends Required<QueueOption> {
  readonly name?: string
  readonly lockSeconds?: number
}

const examples = `
Examples:
  mnist worker --queue redis://queue.example.org
  MNIST_QUEUE_PASSWORD=… mnist worker --queue postgres://mnist@queue.example.org/studies?sslmode=verify-full

It works until it is stopped: SIGTERM or Ctrl-C lets it leave its job to the next worker, with a checkpoint where it is a training. A
worker refuses jobs that another version of mnist has made. It opens pictures, and finds MNIST, itself: no data travel through the queue.
`

/** Adds `mnist worker`. */
export function addWorker(program: Command): void {
  addQueueOption(program.command('worker'), { mandatory: true })
    .description('Work on what others put into a queue: pictures to read.')
    .option('--name <name>', "what dashboards call it; default: the host's name and the number of the process")
    .addOption(
      numberOption(
        '--lock-seconds <n>',
        'seconds of silence after which others take over its job; the same for all workers of a queue; default: 60',
        'a positive integer',
      ),
    )
    .addHelpText('after', examples)
    .action(async ({ queue, name, lockSeconds }: WorkerOptions) => {
      const [{ queueAddress }, { runWorker }, { createChunkHandler, chunkKind }] = await Promise.all([
        import('../queue/address.js'),
        import('../queue/runWorker.js'),
        import('../bulk/readChunk.js'),
      ])
      const handlers = { [chunkKind]: createChunkHandler(availableParallelism()) }
      process.exitCode = await runWorker(queueAddress(queue), {
        handlers,
        ...(name !== undefined && { name }),
        ...(lockSeconds !== undefined && { lockSeconds }),
      })
    })
}
