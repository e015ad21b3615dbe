import { defineConfig } from 'vitest/config'

/** Tests of the built site, which `npm run docs` builds first. */
export default defineConfig({
  test: {
    include: ['test/docs/site/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
})
