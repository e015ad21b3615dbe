import { UsageError } from '../../errors.js'
import { logLine } from '../../serve/http/observe.js'
import { defaultLimits } from '../../serve/limits.js'
import { nameModels } from '../../serve/models/modelNames.js'
import { serve } from '../../serve/serve.js'
import { networkAddresses } from '../../server/hosts.js'
import { describeTask } from '../../task.js'
import { listenForInterruption } from '../interruption.js'
import { print, printError } from '../output.js'

/** Options of `mnist serve`. */
export interface ServeCommandOptions {
  readonly model?: readonly string[]
  readonly port?: number
  readonly host?: string
  readonly threads?: number
  readonly cors?: readonly string[]
  readonly maxBatch?: number
  readonly batchDelay?: number
  readonly maxBody?: number
  readonly maxPixels?: number
  readonly maxRequests?: number
  readonly maxClientRequests?: number
  readonly timeout?: number
  readonly log: boolean
}

/**
 * Serves models until a signal ends it.
 *
 * @returns the exit code
 */
export async function runServe(options: ServeCommandOptions): Promise<number> {
  const { port = 8080, host, threads, model, maxBatch, batchDelay, maxBody, maxPixels, maxRequests, log } = options
  const key = process.env.MNIST_SERVE_KEY
  const serving = await serve({
    port,
    ...(host !== undefined && { host }),
    ...(model && { models: nameModels(model) }),
    ...(threads !== undefined && { threads }),
    ...(key && { key }),
    origins: (options.cors ?? []).map(expectOrigin),
    ...(maxBatch !== undefined && { maxBatch }),
    ...(batchDelay !== undefined && { maxDelay: batchDelay }),
    limits: {
      ...(maxBody !== undefined && {
        bodyBytes: maxBody * 1e6,
        memoryBytes: Math.max(defaultLimits.memoryBytes, 2 * maxBody * 1e6),
      }),
      ...(maxPixels !== undefined && { pixels: maxPixels * 1e6 }),
      ...(maxRequests !== undefined && { requests: maxRequests }),
      ...(options.maxClientRequests !== undefined && { clientRequests: options.maxClientRequests }),
      ...(options.timeout !== undefined && { timeout: options.timeout * 1000 }),
    },
    ...(log && { onRequest: observed => print(logLine(observed)) }),
    onReload: ({ name, version, path }) => printError(`${name}, version ${version}: read again from ${path}`),
    onError: error => printError(`mnist serve: ${error.message}`),
  })
  for (const { name, version, path, metadata } of serving.models.list())
    printError(`${name}, version ${version}: ${describeTask(metadata.task)}, ${path}`)
  printError(`Serving at ${serving.address}/ (Ctrl-C ends it)`)
  for (const other of serving.isOpen ? networkAddresses() : [])
    printError(`  for others of the network: http://${other}:${serving.port}/`)
  if (serving.isOpen && !key) printError('Whoever reaches this machine may ask; MNIST_SERVE_KEY sets a key.')
  await new Promise<void>(resolve => listenForInterruption(resolve))
  printError('Answering what has begun (Ctrl-C again ends it at once)')
  await serving.drain()
  return 0
}

/** @throws {UsageError} if it is no origin, as browsers send it */
function expectOrigin(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null'
  if (origin === text) return text
  throw new UsageError(`expected --cors to be an origin, such as https://example.org, received ${text}`)
}
