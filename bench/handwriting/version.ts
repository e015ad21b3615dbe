import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeCommit } from '../machine.js'
import type { ReaderVersion } from './results.js'

/** Says which reader is asked: the commit, and what was built from it and from changes that no commit has. */
export function describeReader(root: string, model: string): ReaderVersion {
  const scripts = filesOf(join(root, 'dist')).filter(path => path.endsWith('.js') && !path.includes('dist/lab/'))
  return {
    ...describeCommit(root),
    build: digestOf([...scripts, ...filesOf(join(root, 'models'))]),
    model: digestOf([model]),
  }
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
}

function digestOf(paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(readFileSync(path))
  return hash.digest('hex').slice(0, 12)
}
