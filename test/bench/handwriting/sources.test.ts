import { expect, test } from 'vitest'
import { cellsOf, parseSources } from '../../../bench/handwriting/sources.js'

test('a comma in quotes is no border, and two quotes are one', () => {
  expect(cellsOf('a,"b, ""c""",,d')).toEqual(['a', 'b, "c"', '', 'd'])
  expect(cellsOf(',')).toEqual(['', ''])
  expect(cellsOf('"",a')).toEqual(['', 'a'])
})

test('the repository is what stands before the path', () => {
  const csv =
    'note,file,repository:path\n"a, b",set/1_0.png,someone/digits:1/a:b.png\r\n,set/2_0.png,other/digits:2.png\n'
  expect([...parseSources(csv)]).toEqual([
    ['set/1_0.png', 'someone/digits'],
    ['set/2_0.png', 'other/digits'],
  ])
})

test('a missing column is named', () => {
  expect(() => parseSources('file,truth\na,b')).toThrow(
    'sources.csv: expected a column repository:path, received file,truth',
  )
})
