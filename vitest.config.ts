import { configDefaults, defineConfig } from 'vitest/config'
import { findChromium } from './test/browser/chromium.js'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...browserTestsToLeaveOut()],
    // A forked process for each file: ONNX Runtime's native library and worker_threads want a real process.
    pool: 'forks',
    testTimeout: 60_000,
  },
})

/** Node and npm are enough to run the tests, so without a browser its tests are left out, and that is said; CI has one. */
function browserTestsToLeaveOut(): string[] {
  if (process.env.CI) return []
  try {
    findChromium()
    return []
  } catch (error) {
    console.warn(`The tests in test/browser are left out: ${(error as Error).message}.\n`)
    return ['test/browser/**']
  }
}
