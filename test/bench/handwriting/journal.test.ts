import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { openJournal } from '../../../bench/handwriting/journal.js'
import { answered } from './answers.js'

const folders: string[] = []
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handwriting-journal-'))
  folders.push(folder)
})
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true })
})

const version = { commit: 'abc', modified: false, build: 'one', model: 'net' }
const one = answered('1', '7', { file: 'drawn/1_000.png' })
const two = answered('2', '2', { file: 'drawn/2_000.png' })

test('answers are found again by whoever opens the folder next', () => {
  openJournal(folder, version, '/data').add([one])
  const again = openJournal(folder, version, '/data')
  expect([...again.known]).toEqual([['predict drawn/1_000.png', one]])
  again.add([two])
  expect(openJournal(folder, version, '/data').known.size).toBe(2)
})

test('a line that was not written to its end is asked again', () => {
  openJournal(folder, version, '/data').add([one])
  appendFileSync(join(folder, 'answers.jsonl'), '{"set":"dra')
  const again = openJournal(folder, version, '/data')
  expect([...again.known.values()]).toEqual([one])
  again.add([two])
  expect([...openJournal(folder, version, '/data').known.values()]).toEqual([one, two])
})

test.each([
  ['build', { ...version, build: 'other' }, '/data'],
  ['model', { ...version, model: 'other' }, '/data'],
  ['data', version, '/elsewhere'],
])('answers of another %s are dropped', (_, other, data) => {
  openJournal(folder, version, '/data').add([one])
  expect(openJournal(folder, other, data).known.size).toBe(0)
  expect(readFileSync(join(folder, 'answers.jsonl'), 'utf8')).not.toContain('drawn')
})

test('without a folder, answers are kept in memory', () => {
  const journal = openJournal(undefined, version, '/data')
  journal.add([one, two])
  expect([...journal.known.values()]).toEqual([one, two])
})
