import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findSets, questionsOf, spreadOver, truthOf } from '../../../bench/handwriting/sets.js'

const data = mkdtempSync(join(tmpdir(), 'handwriting-sets-'))
beforeAll(() => {
  const files = ['one/7_000.png', 'one/7_001.png', 'one/3_000.jpg', 'lines/12-345_000.jpg', 'nothing/none_000.png']
  for (const file of ['one', 'lines', 'nothing', 'empty']) mkdirSync(join(data, file))
  for (const file of [...files, 'one/.hidden', 'sources.csv']) writeFileSync(join(data, file), '')
})
afterAll(() => rmSync(data, { recursive: true }))

test('the truth is what stands before the underscore, with lines parted', () => {
  expect(truthOf('7_000.png')).toBe('7')
  expect(truthOf('0123-456_12.jpg')).toBe('0123\n456')
  expect(truthOf('none_003.png')).toBeNull()
})

test.each(['seven_000.png', '7.png', '7-_000.png', '-7_000.png'])('a file named otherwise is refused: %s', name => {
  expect(() => truthOf(name)).toThrow(`received ${name}`)
})

test('a set is asked for digits, for numbers, or for both where nothing is to be read', () => {
  expect(questionsOf(['1', '2', null])).toEqual(['predict'])
  expect(questionsOf(['1', '23'])).toEqual(['read'])
  expect(questionsOf([null, null])).toEqual(['predict', 'read'])
})

test('each folder with pictures is a set, whatever its name', () => {
  const sets = findSets(data)
  expect(sets.map(({ name, questions }) => [name, questions])).toEqual([
    ['lines', ['read']],
    ['nothing', ['predict', 'read']],
    ['one', ['predict']],
  ])
  expect(sets[2]!.pictures.map(({ file, truth }) => [file, truth])).toEqual([
    ['one/3_000.jpg', '3'],
    ['one/7_000.png', '7'],
    ['one/7_001.png', '7'],
  ])
})

test('only the sets that are wanted are taken, and so many pictures of each', () => {
  expect(findSets(data, { only: ['one'], limit: 2 }).map(({ pictures }) => pictures.map(({ file }) => file))).toEqual([
    ['one/3_000.jpg', 'one/7_000.png'],
  ])
  expect(() => findSets(data, { only: ['two'] })).toThrow(
    '--sets: expected sets of empty,lines,nothing,one, received two',
  )
})

test('what limits a set takes evenly from it', () => {
  expect(spreadOver([0, 1, 2, 3, 4, 5], 3)).toEqual([0, 2, 4])
  expect(spreadOver([0, 1], 5)).toEqual([0, 1])
})
