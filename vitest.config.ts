import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'
import { findChromium } from './test/browser/chromium.js'
import { coverageFloors } from './test/coverageFloors.js'
import { whyNoStrace } from './test/privacy/strace.js'
import { whyNoServers } from './test/queue/startServers.js'

/**
 * Tests of a few rooms at a time, in this process, of a second or so each: `npm run check` runs them while you write. What reads
 * pictures by the shipped models is left to the others.
 */
const unit = {
  include: [
    'test/{graph,layers,model,recipe,reading,synthesis,data,evaluation,robustness,figures,report,server,study,quantize,tools,interop}/**/*.test.ts',
    'test/training/{losses/*,triedNets}.test.ts',
    'test/docs/reference.test.ts',
    'test/{errors,options,random,task}.test.ts',
  ],
  exclude: [
    'test/model/{finder,readFromFile,readNumber,shippedModel}.test.ts',
    'test/reading/{boxes,fixtures,photos,reasons,writtenSeparators}.test.ts',
    'test/study/{killed,optuna}.test.ts',
    'test/quantize/c/testImages.test.ts',
  ],
}

/** Whole trainings, and what Node alone can do. They and the unit tests run the sources themselves, so coverage is measured of both. */
const integration = {
  include: [...unit.exclude, 'test/{runtime,training,node,runs,tracking,serve,lab,checks}/**/*.test.ts'],
  exclude: ['test/training/{losses/*,triedNets}.test.ts'],
}

export default defineConfig({
  test: {
    // A forked process for each file: ONNX Runtime's native library and worker_threads want a real process.
    pool: 'forks',
    // Most files keep one core busy, and some wait for a browser: on two cores, two at a time; Vitest would leave one idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: 'tools/buildBeforeTests.js',
    testTimeout: 60_000,
    projects: [
      // They leave nothing behind, so that one process can run many files and load each module once: half the time.
      project('unit', unit.include, unit.exclude, { isolate: false }),
      project('integration', integration.include, integration.exclude),
      // The command line, the lab, the report and the package, from outside.
      // The built documentation, and running all that it shows, have a configuration of their own: docs/vitest.config.ts.
      project(
        'system',
        ['test/**/*.test.ts'],
        [...unit.include, ...integration.include, 'test/docs/{site,run}/**', ...testsToLeaveOut()],
      ),
    ],
    coverage: { include: ['src/**'], reporter: ['text-summary', 'html'], thresholds: coverageFloors },
  },
})

function project(name: string, include: string[], exclude: string[], options: { isolate?: boolean } = {}) {
  return {
    extends: true as const,
    test: { name, include, exclude: [...configDefaults.exclude, ...exclude], ...options },
  }
}

/** Node and npm are enough to run the tests: those that want another program are left out without it, and that is said; CI has all. */
function testsToLeaveOut(): string[] {
  // Minutes of kills, cuts and restarts: `npm run test:queue`.
  const slow = process.env.ATTACK === 'full' ? [] : ['test/queue/servers/**']
  if (process.env.CI) return slow
  const reasons = {
    'test/browser/**': whyNoChromium(),
    'test/privacy/watched.test.ts': whyNoStrace(),
    'test/queue/{servers/**,server.test.ts}': whyNoServers(),
  }
  const missing = Object.entries(reasons).flatMap(([files, reason]) => {
    if (reason === undefined) return []
    console.warn(`The tests in ${files} are left out: ${reason}.\n`)
    return [files]
  })
  return [...slow, ...missing]
}

function whyNoChromium(): string | undefined {
  try {
    findChromium()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
