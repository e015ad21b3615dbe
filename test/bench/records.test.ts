import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { weightsFigure } from '../../bench/records/figure.js'
import { rowsOf } from '../../bench/records/rows.js'
import { temporaryFolder } from '../data/smallDataset.js'

const folder = 'bench/records'

test('the journal of a record tells what was measured, of which seeds, and when the test images were read', async () => {
  const [fast] = await rowsOf(folder, 'fast-seeds')
  expect(fast).toMatchObject({ name: 'fast', weights: 137_698, read: '2026-11-30' })
  expect(fast!.accuracies).toHaveLength(10)
  expect(Math.min(...fast!.accuracies)).toBe(0.9915)
})

test('a training that ended after the test images were read makes no record', async () => {
  const place = await temporaryFolder()
  cpSync(join(folder, 'fast-seeds'), join(place, 'late'), { recursive: true })
  const path = join(place, 'late', 'journal.log')
  const journal = readFileSync(path, 'utf8')
  writeFileSync(path, journal.replace('"tested":"2026-', '"tested":"2025-'))
  await expect(rowsOf(place, 'late')).rejects.toThrow(
    'late: expected test images that were read after the last training, received trial 0, which ended later or not at all',
  )
})

test('the figure draws each net with its name, which is escaped', () => {
  const rows = [{ name: 'a < b', weights: 9000, accuracies: [0.994, 0.996] }]
  const svg = weightsFigure(rows, [{ name: 'theirs', weights: 20_000, accuracy: 0.995, isMean: false, place: 'above' }])
  expect(svg).toContain('>a &lt; b</text>')
  expect(svg).toContain('>theirs</text>')
})
