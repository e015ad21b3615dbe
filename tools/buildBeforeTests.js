// @ts-check
import { buildLab, buildLibrary } from './build.js'

/**
 * Before any test runs, and again before Vitest's watch mode runs some: worker threads, the command line and the lab are started from
 * dist, and would else be yesterday's. A type error stops nothing here, as all is compiled in spite of it; `npm run types` refuses it.
 *
 * @param {import('vitest/node').TestProject} project
 */
export default function buildBeforeTests(project) {
  const build = () => {
    buildLibrary()
    if (project.name !== 'unit') buildLab()
  }
  build()
  project.onTestsRerun(async () => build())
}
