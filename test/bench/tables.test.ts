import { expect, test } from 'vitest'
import { resultsFigure } from '../../bench/figure.js'
import { betweenMarkers, formatRatio, formatSpread, resultsMarkdown, textTable } from '../../bench/tables.js'
import { results } from './example.js'

test('a spread is written with its lowest and highest, a single measurement without', () => {
  expect(formatSpread({ median: 12345.6, low: 12000, high: 13000.4, count: 3 }, 0)).toBe('12,346 (12,000–13,000)')
  expect(formatSpread({ median: 0.25, low: 0.25, high: 0.25, count: 1 }, 3)).toBe('0.250')
  expect(formatRatio({ median: 12.34, low: 11, high: 13, count: 2 })).toBe('12.3 (11.0–13.0)×')
})

test('the columns of a text table line up', () => {
  expect(textTable(['name', 'n'], [['a', '10']])).toBe('name   n\na     10')
})

test('a table names every contestant, also one that was not measured', () => {
  const markdown = resultsMarkdown(results(), 0.9912)
  expect(markdown).toContain('| the torch | 2,000 (2,000–2,000) | 2.25 (2.00–2.50)× |')
  expect(markdown).toContain('| the keras | not measured |  |')
  expect(markdown).toContain('the keras: keras not installed.')
  expect(markdown).not.toContain('busy')
})

test('a busy machine, changes and a target that was missed are told', () => {
  const markdown = resultsMarkdown(results({ modified: true, load: { average: 3, others: [0.9], busy: true } }), 0.9912)
  expect(markdown).toContain('commit abcdef0123 with changes')
  expect(markdown).toContain('**The machine was busy** (load average 3.00 at the start).')
  expect(markdown).toContain('the ours ended below 99.12 % in 1 of 2 rounds.')
})

test('tables replace what stands between the markers, and only that', () => {
  const page = 'before\n<!-- results -->\nold\n<!-- /results -->\nafter'
  expect(betweenMarkers(page, 'new')).toBe('before\n<!-- results -->\nnew\n<!-- /results -->\nafter')
  expect(() => betweenMarkers('no markers', 'new')).toThrow('README.md: expected <!-- results -->')
})

test('the figure has a bar for each contestant that was measured', async () => {
  const svg = resultsFigure(results())
  expect(svg.match(/fill-opacity/g)).toHaveLength(2)
  expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  await expect(svg).toMatchFileSnapshot('./__snapshots__/results.svg')
})
