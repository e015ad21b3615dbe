import { setTimeout as sleep } from 'node:timers/promises'

// A server that is away comes back: what was asked of it meanwhile is asked again.

const codes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  '53300', // PostgreSQL: too many connections
  '57P01', // it is told to stop
  '57P02', // it has crashed
  '57P03', // it is starting
])

const messages =
  /connection (is closed|terminated|ended|lost)|connection terminated|query read timeout|timeout exceeded when trying to connect|socket (closed|timeout|hang)|stream isn't writeable|not queryable|^(LOADING|MASTERDOWN|READONLY|CLUSTERDOWN|TRYAGAIN) |the database system is/i

/** Whether an error tells that the server cannot be reached for now, and nothing of what was asked. */
export function isConnectionProblem(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code = '' } = error as NodeJS.ErrnoException
  if (codes.has(code) || code.startsWith('08') || messages.test(error.message)) return true
  return error instanceof AggregateError && error.errors.some(isConnectionProblem) // one for each address of a host
}

export interface Patience {
  /** Called with what keeps the server away, each time it is asked again. */
  readonly onWaiting?: (error: Error) => void
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Asks until the server answers; any other error is passed on. What is asked may have been done already, so it must be harmless
 * to do it twice.
 */
export async function patiently<T>(ask: () => Promise<T>, { onWaiting, signal }: Patience = {}): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask()
    } catch (error) {
      if (!isConnectionProblem(error) || signal?.aborted) throw error
      onWaiting?.(error as Error)
      await sleep(Math.min(100 * 2 ** attempt, 3_000), undefined, { signal }).catch(() => {})
    }
  }
}
