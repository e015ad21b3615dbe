import { expect, test } from 'vitest'
import { findBanned } from './banned.js'

const table = [
  {
    banned: '\\bgrey',
    use: 'gray',
    allow: [{ in: 'old/', because: 'reads old files' }],
    allowText: [{ text: 'greyhound', because: 'a dog' }],
  },
]

test('a banned word is found with its line, in either case', () => {
  expect(findBanned('src/a.ts', 'gray\nGreyImage, grey', table)).toEqual([
    { line: 2, word: 'Grey', use: 'gray' },
    { line: 2, word: 'grey', use: 'gray' },
  ])
})

test('it may stand where the table allows it, and nowhere else', () => {
  expect(findBanned('old/a.ts', 'grey', table)).toEqual([])
  expect(findBanned('src/a.ts', 'greyhound', table)).toEqual([])
  expect(findBanned('src/a.ts', 'greyhound, grey', table)).toHaveLength(1)
})
