import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { compareOutput, isOutdated } from '../../tools/outdated.js'

let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mnist-build-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const folder of ['src/runtime', 'dist/runtime', 'dist/lab']) mkdirSync(join(root, folder), { recursive: true })
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

const outdated = () =>
  isOutdated(
    join(root, 'dist/.tsbuildinfo'),
    ['src', 'tsconfig.json'].map(name => join(root, name)),
  )
const compare = () => compareOutput(join(root, 'src'), join(root, 'dist'))

test('a build is up to date where no input is younger', () => {
  expect(outdated()).toBe(false)
})

test.each(['src/runtime/worker.ts', 'tsconfig.json'])('it is outdated where %s was changed since', name => {
  write(name, 201)
  expect(outdated()).toBe(true)
})

test('it is outdated where nothing was built', () => {
  rmSync(join(root, 'dist'), { recursive: true })
  expect(outdated()).toBe(true)
  expect(compare().missing).toEqual([join('runtime', 'worker')])
})

test('a source without its compiled file is missed', () => {
  expect(compare()).toEqual({ missing: [], orphaned: [] })
  write('src/runtime/added.ts', 100)
  expect(compare()).toEqual({ missing: [join('runtime', 'added')], orphaned: [] })
})

test('declarations of what has no source here, which the compiler only reads, are not missed', () => {
  write('src/runtime/library.d.ts', 100)
  expect(compare().missing).toEqual([])
})

test('all that was compiled from a source that is gone is orphaned', () => {
  const names = ['renamed.js', 'renamed.d.ts', 'worker.js.map'].map(name => join('runtime', name))
  for (const name of names) write(join('dist', name), 90)
  expect(compare().orphaned.sort()).toEqual(names.sort())
})
