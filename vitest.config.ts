import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A forked process for each file: ONNX Runtime's native library and worker_threads want a real process.
    pool: 'forks',
    testTimeout: 60_000,
  },
})
