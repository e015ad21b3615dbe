import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { findBanned } from './banned.js'

// `npm run words`: holds names, comments, messages and pages to standard terms. words.json has the table.

const table = JSON.parse(readFileSync(new URL('words.json', import.meta.url), 'utf8'))
const isText = path => /\.(ts|tsx|js|mjs|cjs|json|md|css|html|py|ipynb)$/.test(path)
const isOurs = path => !path.startsWith('test/words/') && !path.endsWith('package-lock.json')

const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8', maxBuffer: 1e8 }).split('\0')
const paths = tracked.filter(path => isText(path) && isOurs(path) && existsSync(path))
const findings = paths.flatMap(path => findBanned(path, textOf(path), table).map(found => ({ path, ...found })))
for (const { path, line, word, use } of findings) console.error(`${path}:${line}: expected ${use}, found “${word}”`)
if (findings.length > 0) process.exitCode = 1

/** Of a notebook, the cells as they were written: outputs hold encoded pictures, in which any letters may meet. */
function textOf(path) {
  const text = readFileSync(path, 'utf8')
  return path.endsWith('.ipynb')
    ? JSON.parse(text)
        .cells.flatMap(({ source }) => source)
        .join('')
    : text
}
