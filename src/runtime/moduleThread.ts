import { EngineError } from '../errors.js'

/** A thread of Node or of a page that has imported a module, to call its default export there. */
export interface ModuleThread {
  /**
   * Calls the module's default export; what goes in and comes out is copied.
   *
   * @throws {EngineError} if the module cannot be imported, or if its function throws
   */
  call(...values: unknown[]): Promise<unknown>
  /** Ends the thread; calls that are not answered yet are refused. */
  close(): Promise<void>
}

export interface ModuleRequest {
  readonly values: readonly unknown[]
}

export interface ModuleReply {
  readonly result?: unknown
  readonly error?: string
}

/** The thread behind, as Node or a page starts it. */
export interface ModuleWorker {
  post(request: ModuleRequest): void
  terminate(): unknown
  /** Told when it has something to do, and when nothing more: an idle thread of Node keeps no process alive. */
  busy?(working: boolean): void
}

/** Calls a module in a worker, which answers requests in their order. */
export function createModuleThread(
  start: (onReply: (reply: ModuleReply) => void, onEnd: (error: Error) => void) => ModuleWorker,
): ModuleThread {
  const waiting: { resolve: (result: unknown) => void; reject: (error: Error) => void }[] = []
  let ended: Error | undefined
  const end = (error: Error) => {
    ended ??= error
    for (const { reject } of waiting.splice(0)) reject(ended)
  }
  const worker = start(({ result, error }) => {
    const waiter = waiting.shift()
    if (waiting.length === 0) worker.busy?.(false)
    if (error === undefined) waiter?.resolve(result)
    else waiter?.reject(new EngineError(error))
  }, end)
  worker.busy?.(false)
  return {
    call: (...values) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended)
        worker.post({ values })
        waiting.push({ resolve, reject })
        worker.busy?.(true)
      }),
    async close() {
      end(new EngineError('module: expected a thread in use, received one that was closed'))
      await worker.terminate()
    },
  }
}

/** The other side: imports the module and answers calls of its default export, in their order. */
export function createModuleAnswers(module: string): (request: ModuleRequest) => Promise<ModuleReply> {
  const imported = import(/* @vite-ignore */ module)
  imported.catch(() => {}) // reported to whoever calls it
  let last: Promise<unknown> = Promise.resolve()

  async function answer({ values }: ModuleRequest): Promise<ModuleReply> {
    const { default: call } = await imported
    if (typeof call !== 'function')
      throw new EngineError(`${module}: expected a function as default export, received ${typeof call}`)
    return { result: await call(...values) }
  }

  return request => {
    const reply = last
      .then(() => answer(request))
      .catch((error: unknown): ModuleReply => ({ error: error instanceof Error ? error.message : String(error) }))
    last = reply
    return reply
  }
}
