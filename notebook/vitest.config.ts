import { defineConfig } from 'vitest/config'

// Runs the notebook itself, which needs Jupyter: apart from the tests that run everywhere.
export default defineConfig({ test: { include: ['notebook/*.test.ts'], testTimeout: 600_000 } })
