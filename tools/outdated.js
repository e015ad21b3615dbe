// @ts-check
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Whether something was built before one of its inputs was changed last, or never.
 *
 * @param {string} record a file that dates from the start of the last build
 * @param {readonly string[]} inputs files, and folders with all that is in them
 */
export function isOutdated(record, inputs) {
  const built = statSync(record, { throwIfNoEntry: false })
  return !built || inputs.flatMap(filesOf).some(path => statSync(path).mtimeMs > built.mtimeMs)
}

/**
 * Compares the compiled files of a folder with their sources.
 *
 * @param {string} src
 * @param {string} dist
 * @returns {{ missing: string[], orphaned: string[] }} sources that have no compiled file, and compiled files that have no source, such as
 * those of a module that was renamed
 */
export function compareOutput(src, dist) {
  const isDeclared = (/** @type {string} */ name) => name.endsWith('.d.ts')
  const sources = new Set(
    namesOf(src)
      .filter(name => !isDeclared(name))
      .map(withoutExtension),
  )
  const compiled = namesOf(dist).filter(name => /\.(js|d\.ts|js\.map)$/.test(name))
  return {
    missing: [...sources].filter(name => !existsSync(join(dist, `${name}.js`))),
    orphaned: compiled.filter(name => !sources.has(withoutExtension(name))),
  }
}

/** @param {string} path */
function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path]
  return namesOf(path).map(name => join(path, name))
}

/**
 * The files in a folder and its subfolders, relative to it; none where there is no folder.
 *
 * @param {string} folder
 */
function namesOf(folder) {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return entries.filter(name => statSync(join(folder, name)).isFile())
}

/** @param {string} name */
const withoutExtension = name => name.replace(/\.(d\.ts|ts|js)$/, '')
