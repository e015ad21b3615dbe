import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { UsageError } from '../errors.js'
import { shippedClassifier } from '../node/shippedModels.js'
import { isEveryInterface, isServedHost } from '../server/hosts.js'
import { listen } from '../server/listen.js'
import { createAdmission } from './http/admission.js'
import { createApp } from './http/app.js'
import { createBodyMemory } from './http/body.js'
import { createMetrics } from './http/metrics.js'
import type { ObservedRequest } from './http/observe.js'
import { createNodeServer } from './http/server.js'
import { defaultLimits, type ServeLimits } from './limits.js'
import type { ModelSource } from './models/modelNames.js'
import { openModels, type ServedModels } from './models/servedModels.js'
import { watchModels } from './models/watchModels.js'
import { startThreadPool } from './threads/threadPool.js'

/** What is served, to whom. */
export interface ServeOptions {
  /** Defaults to the model that comes with this package, as `digits`. */
  readonly models?: readonly ModelSource[]
  /** 0 for any that is free. */
  readonly port: number
  /** The host to listen on. Defaults to 127.0.0.1, this machine alone. */
  readonly host?: string
  /** The key that requests must bear. Defaults to none. */
  readonly key?: string
  /** Origins whose pages may ask. Defaults to none. */
  readonly origins?: readonly string[]
  /** Threads that compute. Defaults to the number of cores. */
  readonly threads?: number
  /** Images of a batch at most, and milliseconds that an image waits for others. Default to 32 and 1. */
  readonly maxBatch?: number
  readonly maxDelay?: number
  readonly limits?: Partial<ServeLimits>
  /** Milliseconds between two looks at the model files. Defaults to 1,000. */
  readonly watchInterval?: number
  /** Called once a file that has changed is served. Defaults to nothing. */
  readonly onReload?: (source: ModelSource) => void
  /** Called with every request that has been answered. Defaults to nothing. */
  readonly onRequest?: (observed: ObservedRequest) => void
  /** Called with what goes wrong on the side of the server. */
  readonly onError: (error: Error) => void
}

/** A server that answers. */
export interface Serving {
  readonly models: ServedModels
  /** As a URL, without a slash at its end. */
  readonly address: string
  readonly port: number
  /** Whether it listens at every interface of the machine. */
  readonly isOpen: boolean
  /** Takes no more requests, answers those it has, and ends; what takes longer than a request may is cut off. */
  drain(): Promise<void>
}

export const shippedSource: ModelSource = { name: 'digits', version: '1', path: shippedClassifier }

/**
 * Serves models over HTTP.
 *
 * @throws {UsageError} where the port is taken or the host is not of this machine
 * @throws {DataError|ModelError} that names a model file which cannot be served
 */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { host = '127.0.0.1', port, key, origins = [], threads = availableParallelism(), onError } = options
  const { models: sources = [shippedSource], maxBatch = 32, maxDelay = 1, watchInterval = 1000 } = options
  const { onRequest, onReload = () => {} } = options
  if (key !== undefined && !/^[\w.~+/-]{1,512}=*$/.test(key))
    throw new UsageError('expected a key of letters, digits and - . _ ~ + /, as bearer tokens have, received another')
  const limits = { ...defaultLimits, ...options.limits }
  const pool = startThreadPool({ size: threads, timeout: limits.timeout, onError })
  const metrics = createMetrics()
  const [admission, memory] = [createAdmission(limits), createBodyMemory(limits.memoryBytes)]
  let isDraining = false
  try {
    const models = await openModels(sources, pool, { maxBatch, maxDelay, onBatch: metrics.observeBatch })
    metrics.addGauges({ models, requests: admission.within, bodyBytes: memory.taken, jobs: pool.waiting })
    const listening = { host, address: '' }
    const app = createApp({
      ...{ models, limits, admission, memory, metrics, maxBatch, key, origins, onError },
      // Only who listens on the loopback interface is protected by it, and so a goal of DNS rebinding.
      isServedHost: authority => !isLoopback(listening.address) || isServedHost(authority, listening),
      isDraining: () => isDraining,
    })
    const server = createNodeServer(app, limits, observed => {
      metrics.observeRequest(observed)
      onRequest?.(observed)
    })
    const { address, name, port: found } = await listen(server, port, host, { tries: 1 })
    listening.address = address
    server.on('error', onError)
    const endWatch = watchModels(models, sources, { interval: watchInterval, onReload, onError })
    return {
      models,
      address: `http://${name}:${found}`,
      port: found,
      isOpen: isEveryInterface(address),
      async drain() {
        isDraining = true
        const closed = once(server, 'close')
        server.close()
        server.closeIdleConnections()
        const late = setTimeout(() => server.closeAllConnections(), limits.timeout)
        await closed
        clearTimeout(late)
        await endWatch()
        await pool.terminate()
      },
    }
  } catch (error) {
    await pool.terminate()
    throw error
  }
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.')
}
