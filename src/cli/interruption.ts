import { constants } from 'node:os'

/** Ctrl-C, a request to terminate, and a terminal that was closed. */
export type Interruption = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** Milliseconds within which two signals are one: npm hands on the Ctrl-C that the terminal has sent to all already. */
const atOnce = 500

/**
 * Listens for the signals that ask a process to end: the first asks for an end after the step in progress. The second
 * finds nobody listening, and so ends the process at once; files are written whole or not at all, so nothing is damaged by it.
 *
 * Whoever listens must leave the thread free: a signal that comes while a thread computes is noticed afterward.
 *
 * @param signals Defaults to Ctrl-C and the request to terminate; one that nobody listens for ends the process.
 * @returns aborted by the first signal, whose name is the reason
 */
export function listenForInterruption(
  onFirst: () => void,
  signals: readonly Interruption[] = ['SIGINT', 'SIGTERM'],
): AbortSignal {
  const controller = new AbortController()
  const stopListening = () => {
    for (const name of signals) process.off(name, listener)
  }
  const listener = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) return
    controller.abort(name)
    setTimeout(stopListening, atOnce).unref()
    onFirst()
  }
  for (const name of signals) process.on(name, listener)
  return controller.signal
}

/** Ends the process as the signal would have, had nobody listened: whoever started it sees which it was. */
export function endBy(name: Interruption): void {
  process.removeAllListeners(name)
  process.kill(process.pid, name)
}

/** The exit code of a command that a signal ended, as shells have it: 130 for Ctrl-C. */
export function exitCodeOf(name: Interruption): number {
  return 128 + constants.signals[name]
}
