import { Worker } from 'node:worker_threads'
import type { Tensor, TensorConstructor } from 'onnxruntime-node'
import { EngineError } from '../errors.js'
import { engineError, withEngineErrors } from './engineError.js'
import { createModuleThread, type ModuleThread } from './moduleThread.js'
import { loadOnnxruntime } from './nodeOnnxruntime.js'
import type { CompileOptions, Program, Runtime, Value, Values } from './runtime.js'
import { createWorkerPool, type PoolWorker, type Reply } from './workerPool.js'

/** The version of ONNX Runtime, for whoever reports a measurement. */
export async function onnxruntimeVersion(): Promise<string> {
  const { env } = await loadOnnxruntime()
  return env.versions.node ?? env.versions.common
}

/** ONNX Runtime's native engine, on the processor. */
export const nodeRuntime: Runtime = {
  compile: compileNode,
  replicate: createWorkerPool(startWorker),
  openModule: openNodeModule,
  allocate: bytes => new SharedArrayBuffer(bytes),
}

export interface NodeCompileOptions extends CompileOptions {
  /** How the name of a file begins that tells the time of every node, complete once the program is disposed of. */
  readonly profile?: string
  /** ONNX Runtime's name of the execution provider. Defaults to `cpu`. */
  readonly provider?: string
}

/**
 * Compiles a model for runs in the calling thread, which they block.
 *
 * @throws {EngineError} if ONNX Runtime cannot be loaded, or refuses the model
 */
export function compileNode(model: Uint8Array, options: NodeCompileOptions): Promise<Program> {
  return withEngineErrors(() => createProgram(model, options))
}

async function createProgram(model: Uint8Array, options: NodeCompileOptions): Promise<Program> {
  const { threads, profile, provider = 'cpu' } = options
  const { InferenceSession, Tensor } = await loadOnnxruntime()
  const session = await InferenceSession.create(model, {
    executionProviders: [provider],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Threads that spin after a run would take the cores from whoever runs next.
    extra: { session: { intra_op: { allow_spinning: threads > 1 ? '1' : '0' } } },
    logSeverityLevel: 4, // what goes wrong is thrown
    ...(profile !== undefined && { enableProfiling: true, profileFilePrefix: profile }),
  })
  return {
    async run(feeds) {
      const outputs = await session.run(toTensors(Tensor, feeds))
      const values: Record<string, Value> = {}
      for (const name in outputs)
        values[name] = { data: outputs[name]!.data as Value['data'], shape: outputs[name]!.dims }
      return values
    },
    bind(feeds, fetches) {
      const inputs = mirrored(feeds)
      const outputs = mirrored(fetches, inputs.mirrors)
      const fed = inputs.mirrors.filter(({ own }) => outputs.mirrors.every(written => written.own !== own))
      const [feedTensors, fetchTensors] = [toTensors(Tensor, inputs.values), toTensors(Tensor, outputs.values)]
      return async (reload = false) => {
        for (const { shared, own } of reload ? inputs.mirrors : fed) own.set(shared)
        await session.run(feedTensors, fetchTensors)
        for (const { shared, own } of outputs.mirrors) shared.set(own)
      }
    },
    dispose: () => session.release(),
  }
}

interface Mirror {
  readonly shared: Float32Array | Uint8Array
  readonly own: Float32Array | Uint8Array
}

/**
 * onnxruntime-node takes no memory that threads share ("Invalid argument"), so each thread keeps a copy of its own of what
 * is shared. Memory that is among the known ones has its copy already.
 */
function mirrored(values: Values, known: readonly Mirror[] = []): { values: Values; mirrors: readonly Mirror[] } {
  const mirrors: Mirror[] = []
  const entries = Object.entries(values).map(([name, { data, shape }]): [string, Value] => {
    if (!(data.buffer instanceof SharedArrayBuffer) || data instanceof BigInt64Array) return [name, { data, shape }]
    const before = known.find(({ shared }) => sameMemory(shared, data))
    const own = before?.own ?? (data instanceof Float32Array ? Float32Array.from(data) : Uint8Array.from(data))
    mirrors.push({ shared: data, own })
    return [name, { data: own, shape }]
  })
  return { values: Object.fromEntries(entries), mirrors }
}

function sameMemory(a: Mirror['shared'], b: Mirror['shared']): boolean {
  return a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length
}

function toTensors(Tensor: TensorConstructor, values: Values): Record<string, Tensor> {
  // One image takes 45 microseconds: this is a part of them.
  const tensors: Record<string, Tensor> = {}
  for (const name in values) {
    const { data, shape } = values[name]!
    tensors[name] = new Tensor(typeOf(data), data.buffer instanceof SharedArrayBuffer ? data.slice() : data, shape)
  }
  return tensors
}

function typeOf(data: Value['data']): 'float32' | 'uint8' | 'int64' {
  return data instanceof Float32Array ? 'float32' : data instanceof Uint8Array ? 'uint8' : 'int64'
}

function startWorker(onReply: (reply: Reply) => void, onEnd: (error: Error) => void): PoolWorker {
  const worker = startThread('nodeWorker.js')
  worker.on('message', onReply)
  worker.on('error', error => onEnd(engineError(error)))
  worker.on('exit', () => onEnd(new EngineError('runtime: expected a worker, received one that has ended')))
  return {
    post: request => worker.postMessage(request),
    terminate: () => worker.terminate(),
    busy: working => (working ? worker.ref() : worker.unref()),
  }
}

/** Starts a thread that imports a module. */
function openNodeModule(module: URL): ModuleThread {
  return createModuleThread((onReply, onEnd) => {
    const worker = startThread('nodeModuleWorker.js', module.href)
    worker.on('message', onReply)
    worker.on('error', error => onEnd(engineError(error)))
    worker.on('exit', () =>
      onEnd(new EngineError(`${module.href}: expected its thread to run, received one that has ended`)),
    )
    return {
      post: request => worker.postMessage(request),
      terminate: () => worker.terminate(),
      busy: working => (working ? worker.ref() : worker.unref()),
    }
  })
}

function startThread(file: string, workerData?: unknown): Worker {
  // Where the sources themselves run (in tests), the worker is taken from the build: Node starts no TypeScript file.
  const folder = import.meta.url.endsWith('.ts') ? '../../dist/runtime' : '.'
  // No execArgv: what the process was started with (--input-type, --import) is not meant for the worker.
  return new Worker(new URL(`${folder}/${file}`, import.meta.url), { execArgv: [], workerData })
}
