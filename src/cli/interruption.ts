/** A wish of the user's to stop. */
export interface Interruption {
  readonly signal: AbortSignal
  /** Leaves the signals to whoever comes next. */
  ignore(): void
}

/** The exit code of a command that was interrupted, as shells have it for Ctrl-C. */
export const interrupted = 130

/** Milliseconds within which two signals are one: npm hands on the Ctrl-C that the terminal has sent to all already. */
const atOnce = 500

/**
 * Listens for Ctrl-C and for a request to terminate: the first asks for an end after the step in progress, the second
 * leaves at once. Files are written whole or not at all, so nothing is damaged by it.
 */
export function listenForInterruption(onFirst: () => void): Interruption {
  const controller = new AbortController()
  let first = 0
  const listener = () => {
    if (controller.signal.aborted) {
      if (performance.now() - first > atOnce) process.exit(interrupted)
      return
    }
    first = performance.now()
    controller.abort()
    onFirst()
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const name of signals) process.on(name, listener)
  return {
    signal: controller.signal,
    ignore() {
      for (const name of signals) process.off(name, listener)
    },
  }
}
