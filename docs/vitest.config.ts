import { defineConfig } from 'vitest/config'

/** Tests of the built site, which `npm run docs` builds first, and of all that its pages show: commands and programs, as they stand. */
export default defineConfig({
  test: {
    include: ['test/docs/{site,run}/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
})
