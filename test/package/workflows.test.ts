import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const actionlint = (...words: string[]) => spawnSync('actionlint', words, { cwd: root, encoding: 'utf8' })

// A program of its own, written in Go; the workflow "Test" installs it.
test.skipIf(actionlint('--version').error)('actionlint finds nothing wrong with the workflows', () => {
  const { status, stdout } = actionlint('-no-color')
  expect(stdout).toBe('')
  expect(status).toBe(0)
})

test('the citation names the version of the package', () => {
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  expect(readFileSync(`${root}CITATION.cff`, 'utf8')).toContain(`\nversion: ${version}\n`)
})
