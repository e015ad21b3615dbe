// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, utimesSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compareOutput, isOutdated } from './outdated.js'

// Builds what is older than its source, and nothing else: `node tools/build.js [library] [lab]`. It is JavaScript, since it runs
// before anything is compiled.

const pathOf = (/** @type {string} */ name) => fileURLToPath(new URL(`../${name}`, import.meta.url))

/** Compiles src into dist. Returns whether all is well. */
export function buildLibrary() {
  const record = pathOf('dist/.tsbuildinfo')
  const { missing, orphaned } = compareOutput(pathOf('src'), pathOf('dist'))
  for (const name of orphaned) if (!/^lab[\\/]/.test(name)) rmSync(pathOf(`dist/${name}`))
  // The compiler makes a deleted file again only where it knows of no last build.
  if (missing.length > 0) rmSync(record, { force: true })
  const inputs = ['src', 'tsconfig.json', 'tsconfig.build.json', 'tools/build.js'].map(pathOf)
  return !isOutdated(record, inputs) || run(record, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'])
}

/** Builds the page of `mnist lab` into dist/lab. Returns whether all is well. */
export function buildLab() {
  const record = pathOf('dist/lab/index.html')
  const inputs = ['lab', 'src', 'models', 'package.json', 'package-lock.json', 'tools/build.js'].map(pathOf)
  return !isOutdated(record, inputs) || run(record, ['node_modules/vite/bin/vite.js', 'build', 'lab'])
}

/**
 * Runs a program of Node that builds, and dates its record from its start: what was changed meanwhile is younger. After an error the
 * record is out of date, so that the next build says it again.
 *
 * @param {string} record
 * @param {readonly string[]} words
 */
function run(record, words) {
  const started = new Date()
  // Vitest sets NODE_ENV for its tests, and Vite would take it for a build of development.
  const env = { ...process.env, NODE_ENV: 'production' }
  const { status } = spawnSync(process.execPath, words, { cwd: pathOf('.'), stdio: 'inherit', env })
  const date = status === 0 ? started : new Date(0)
  if (existsSync(record)) utimesSync(record, date, date)
  return status === 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2)
  const wanted = (/** @type {string} */ name) => names.length === 0 || names.includes(name)
  const isBuilt = (!wanted('library') || buildLibrary()) && (!wanted('lab') || buildLab())
  process.exitCode = isBuilt ? 0 : 1
}
