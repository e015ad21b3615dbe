/** The exit code of a command that was interrupted, as shells have it for Ctrl-C. */
export const interrupted = 130

const signals = ['SIGINT', 'SIGTERM'] as const

/** Milliseconds within which two signals are one: npm hands on the Ctrl-C that the terminal has sent to all already. */
const atOnce = 500

/**
 * Listens for Ctrl-C and for a request to terminate: the first asks for an end after the step in progress. The second
 * finds nobody listening, and so ends the process at once, whatever it computes; files are written whole or not at all,
 * so nothing is damaged by it.
 */
export function listenForInterruption(onFirst: () => void): AbortSignal {
  const controller = new AbortController()
  const listener = () => {
    if (controller.signal.aborted) return
    controller.abort()
    setTimeout(() => {
      for (const name of signals) process.off(name, listener)
    }, atOnce).unref()
    onFirst()
  }
  for (const name of signals) process.on(name, listener)
  return controller.signal
}
