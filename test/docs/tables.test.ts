import { expect, test } from 'vitest'
import { pages, readPage } from './blocks.js'

test.each(pages)('each column of the tables of %s has a name, which screen readers tell', page => {
  const lines = readPage(page).split('\n')
  const heads = lines.filter((line, index) => line.startsWith('|') && /^\|[-: |]+\|$/.test(lines[index + 1] ?? ''))
  const nameless = heads.filter(head =>
    head
      .slice(1, head.lastIndexOf('|'))
      .split('|')
      .some(cell => cell.trim() === ''),
  )
  expect(nameless).toEqual([])
})
