/** What work in a process of its own may take: bytes that the process holds, and seconds of a processor. */
export interface ProcessLimits {
  readonly maxBytes: number
  readonly maxSeconds: number
}

/** Milliseconds between two looks at the memory, which grows by some megabytes within one. */
const interval = 5

/**
 * Watches the process that it runs in, from now on, while native code works in other threads.
 *
 * @param exceeded is called once with what was allowed and what was taken: `at most 400 MB`, `more`
 * @returns ends the watch
 */
export function watchProcess(
  { maxBytes, maxSeconds }: ProcessLimits,
  exceeded: (allowed: string, taken: string) => void,
): () => void {
  const begun = process.cpuUsage()
  const watch = setInterval(() => {
    const { user, system } = process.cpuUsage(begun)
    if (process.memoryUsage.rss() > maxBytes) stop(`at most ${Math.round(maxBytes / 1e6)} MB`, 'more')
    else if ((user + system) / 1e6 > maxSeconds) stop(`at most ${maxSeconds} seconds`, 'longer')
  }, interval)
  function stop(allowed: string, taken: string): void {
    clearInterval(watch)
    exceeded(allowed, taken)
  }
  return () => clearInterval(watch)
}
