import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { DataError, type ErrorCode, UsageError } from '../../errors.js'
import type { CheckpointStore, ExecutionOptions, TrialOutput, TrialRun } from '../../study/trial.js'
import { failure, type StudyData } from './trainTrial.js'
import type { TrialMessage, TrialRequest } from './trialMessages.js'

/** What a process of trainings is given. */
export interface TrialProcessOptions {
  /** Which data, and where they lie. Defaults to those that the run names, wherever they are found. */
  readonly data?: StudyData
  /** Memory that the process may take, in bytes; a training that takes more fails. Defaults to no limit. */
  readonly maxBytes?: number
}

/** A process that trains one run at a time. */
export interface TrialProcess {
  /**
   * Trains a run, or goes on from its checkpoint. A crash, a divergence and too much memory are results.
   *
   * @returns undefined where the signal ended it before
   * @throws {UsageError} if the version is another than the study's
   * @throws {DataError} if the data are others than the study's, or could not be loaded; or what `checkpoint.save` throws
   */
  train(
    run: TrialRun,
    options: ExecutionOptions & { readonly checkpoint: CheckpointStore },
  ): Promise<TrialOutput | undefined>
  /** Ends the process. */
  close(): void
}

/**
 * Starts processes for trainings, one at a time: the next one once a process has ended. What native code does wrong ends no more than
 * the training. The process stays for the next run, which saves half a second each.
 *
 * @example const trained = await createTrialProcess({ maxBytes: 2e9 }).train(run, { checkpoint, signal })
 */
export function createTrialProcess({
  data = {},
  maxBytes = Number.POSITIVE_INFINITY,
}: TrialProcessOptions = {}): TrialProcess {
  let child: ChildProcess | undefined

  async function train(
    run: TrialRun,
    options: ExecutionOptions & { readonly checkpoint: CheckpointStore },
  ): Promise<TrialOutput | undefined> {
    if (child && !child.connected) child = undefined // it has ended since
    const isFresh = child === undefined
    child ??= startProcess()
    const outcome = await trainIn(child, { run, data, maxBytes }, options)
    if (outcome.ended) {
      child.kill('SIGKILL')
      child = undefined
      // Memory that others have left behind is not this one's.
      if (outcome.isMemory && !isFresh) return train(run, options)
    }
    return outcome.output
  }

  return {
    train,
    close() {
      child?.kill('SIGKILL')
      child = undefined
    },
  }
}

function startProcess(): ChildProcess {
  // Where the sources themselves run (in tests), the process is taken from the build: Node starts no TypeScript file.
  const file = import.meta.url.endsWith('.ts') ? '../../../dist/runs/trial/trialWorker.js' : './trialWorker.js'
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [], {
    execArgv: [], // what this process was started with (--input-type, --import) is not meant for it
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  child.setMaxListeners(0)
  return child
}

interface Outcome {
  readonly output: TrialOutput | undefined
  /** Whether the process has ended, or must. */
  readonly ended: boolean
  readonly isMemory: boolean
}

async function trainIn(
  child: ChildProcess,
  request: Omit<Extract<TrialRequest, { kind: 'train' }>, 'kind' | 'checkpoint'>,
  { checkpoint, signal, onEpoch }: ExecutionOptions & { readonly checkpoint: CheckpointStore },
): Promise<Outcome> {
  const saved = await checkpoint.load()
  if (signal.aborted) return { output: undefined, ended: false, isMemory: false }
  const send = (message: TrialRequest) => {
    if (child.connected) child.send(message, () => {}) // a process that has ended is heard of by its exit
  }
  let stderr = ''
  const listeners: [NodeJS.EventEmitter, string, (...values: never[]) => void][] = []
  const listen = (source: NodeJS.EventEmitter, event: string, listener: (...values: never[]) => void) => {
    source.on(event, listener as () => void)
    listeners.push([source, event, listener])
  }
  const stop = () => send({ kind: 'stop' })
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      const fail = (message: string, isMemory = false) =>
        resolve({ output: failure(new Error(message), stderr.split('\n').slice(0, 20)), ended: true, isMemory })
      listen(child, 'message', (message: TrialMessage) => {
        if (message.kind === 'epoch') onEpoch?.(message.record)
        else if (message.kind === 'checkpoint')
          checkpoint.save(message.checkpoint).then(() => send({ kind: 'saved' }), reject)
        else if (message.kind === 'ended') resolve({ output: message.output, ended: false, isMemory: false })
        else if (message.kind === 'memory') fail(message.message, true)
        else reject(errorOf(message.error))
      })
      listen(child, 'error', ({ message }: Error) =>
        fail(`study: the process of the training could not be used (${message})`),
      )
      // It comes after the last message.
      listen(child, 'close', (code: number | null, name: string | null) =>
        fail(`study: the process of the training ended (${name ?? `exit code ${code}`})`),
      )
      listen(child.stderr!, 'data', (text: Buffer) => {
        stderr = `${stderr}${text}`.slice(-4000)
      })
      signal.addEventListener('abort', stop)
      send({ kind: 'train', ...request, checkpoint: saved })
    })
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
    for (const [source, event, listener] of listeners) source.off(event, listener as () => void)
  }
}

function errorOf({ name, message, code }: Extract<TrialMessage, { kind: 'refused' }>['error']): Error {
  const details = code === undefined ? {} : { code: code as ErrorCode }
  if (name === 'UsageError') return new UsageError(message, details)
  if (name === 'DataError') return new DataError(message, details)
  return Object.assign(new Error(message), { name })
}
