import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'
import { findChromium } from './test/browser/chromium.js'
import { whyNoStrace } from './test/privacy/strace.js'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Those of the built site have a configuration of their own: docs/vitest.config.ts.
    exclude: [...configDefaults.exclude, 'test/docs/site/**', ...testsToLeaveOut()],
    // A forked process for each file: ONNX Runtime's native library and worker_threads want a real process.
    pool: 'forks',
    // Most files keep one core busy, and some wait for a browser: on two cores, two at a time; Vitest would leave one idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: 'test/build/build.ts',
    testTimeout: 60_000,
  },
})

/** Node and npm are enough to run the tests: those that want another program are left out without it, and that is said; CI has all. */
function testsToLeaveOut(): string[] {
  if (process.env.CI) return []
  const reasons = { 'test/browser/**': whyNoChromium(), 'test/privacy/watched.test.ts': whyNoStrace() }
  return Object.entries(reasons).flatMap(([files, reason]) => {
    if (reason === undefined) return []
    console.warn(`The tests in ${files} are left out: ${reason}.\n`)
    return [files]
  })
}

function whyNoChromium(): string | undefined {
  try {
    findChromium()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
