import type { MlflowSettings } from './settings.js'

/** Talks with a server of MLflow, by its REST API 2.0. */
export interface MlflowClient {
  /** @param path such as `runs/create`, with a query where it has one */
  get(path: string): Promise<unknown>
  post(path: string, body: object): Promise<unknown>
  /** Uploads an artifact by the server, which passes it on to wherever it keeps them. */
  upload(path: string, content: Uint8Array): Promise<void>
  /** Ends what is under way; nothing more can be asked. */
  close(): void
}

/** An answer of the server that is none of success. */
export class MlflowError extends Error {
  override readonly name = 'MlflowError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** What may go well a little later. */
const RETRIED = new Set([408, 429, 500, 502, 503, 504])

/**
 * Opens a client; nothing is asked yet.
 *
 * @param options.delay milliseconds before the first repetition; each next one waits twice as long
 */
export function createMlflowClient(
  { address, headers, secrets, timeout, retries }: MlflowSettings,
  { delay = 500 }: { readonly delay?: number } = {},
): MlflowClient {
  const closed = new AbortController()
  const withoutSecrets = (text: string) => secrets.reduce((shown, secret) => shown.replaceAll(secret, '…'), text)

  async function attempt(url: string, init: RequestInit): Promise<unknown> {
    const limit = AbortSignal.timeout(timeout)
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.any([limit, closed.signal]) })
      const text = await response.text()
      if (response.ok) return text === '' ? {} : JSON.parse(text)
      throw new MlflowError(response.status, `the server answered ${response.status}${reasonIn(text)}`)
    } catch (error) {
      if (limit.aborted) throw new Error(`no answer within ${timeout / 1000} seconds`)
      throw error
    }
  }

  async function request(path: string, init: RequestInit): Promise<unknown> {
    for (let repetition = 0; ; repetition++) {
      try {
        return await attempt(`${address}/api/2.0/${path}`, { ...init, headers: { ...headers, ...init.headers } })
      } catch (error) {
        closed.signal.throwIfAborted()
        const isPassing = error instanceof MlflowError ? RETRIED.has(error.status) : error instanceof TypeError
        if (!isPassing || repetition >= retries) throw failure(error)
        await pause(delay * 2 ** repetition, closed.signal)
      }
    }
  }

  function failure(error: unknown): Error {
    const { message, cause } = error as Error
    const reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? (cause as Error | undefined)?.message
    const told = withoutSecrets(`${address}: ${reason === undefined ? message : `${message} (${reason})`}`)
    return error instanceof MlflowError ? new MlflowError(error.status, told) : new Error(told)
  }

  const json = { 'content-type': 'application/json' }
  return {
    get: path => request(`mlflow/${path}`, { method: 'GET' }),
    post: (path, body) => request(`mlflow/${path}`, { method: 'POST', body: JSON.stringify(body), headers: json }),
    async upload(path, content) {
      const body = new Uint8Array(content)
      const headers = { 'content-type': 'application/octet-stream' }
      await request(`mlflow-artifacts/artifacts/${path}`, { method: 'PUT', body, headers })
    },
    close: () => closed.abort(new Error('the client is closed')),
  }
}

/** What the server says went wrong, short enough for a line of a terminal. */
function reasonIn(text: string): string {
  let message: unknown = text
  try {
    message = JSON.parse(text).message
  } catch {
    // A proxy answers HTML; its status says enough.
    return ''
  }
  if (typeof message !== 'string') return ''
  const line = message.replace(/\p{Cc}+/gu, ' ').trim()
  return `: ${line.length > 200 ? `${line.slice(0, 200)}…` : line}`
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', stop, { once: true })
  })
}
