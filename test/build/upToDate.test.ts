import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { isUpToDate } from './upToDate.js'

let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mnist-build-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const folder of ['src/runtime', 'dist/runtime']) mkdirSync(join(root, folder), { recursive: true })
  write('src/runtime/worker.ts', 100)
  write('tsconfig.json', 100)
  write('dist/runtime/worker.js', 90) // the compiler leaves a file whose content would be the same
  write('dist/.tsbuildinfo', 200)
})

/** Writes a file as of so many seconds. */
function write(name: string, seconds: number) {
  writeFileSync(join(root, name), '')
  utimesSync(join(root, name), seconds, seconds)
}

const upToDate = () =>
  isUpToDate({ src: join(root, 'src'), dist: join(root, 'dist'), others: [join(root, 'tsconfig.json')] })

test('a build is up to date where nothing is younger', () => {
  expect(upToDate()).toBe(true)
})

test.each(['src/runtime/worker.ts', 'tsconfig.json'])('it is not where %s was changed since', name => {
  write(name, 201)
  expect(upToDate()).toBe(false)
})

test('it is not where a source has no built file, or where nothing was built', () => {
  write('src/runtime/added.ts', 100)
  expect(upToDate()).toBe(false)
  write('dist/runtime/added.js', 90)
  expect(upToDate()).toBe(true)
  rmSync(join(root, 'dist'), { recursive: true })
  expect(upToDate()).toBe(false)
})
