import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { cardOfRuns } from '../../src/runs/cardOfRuns.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { writeRuns } from './writeRuns.js'

test('the card of one run tells what it reached, by its seed', async () => {
  const [run] = await writeRuns([{ seed: 3, accuracy: 0.98 }])
  const card = await cardOfRuns([run!], { license: 'mit' })
  expect(card).toMatch(/^---\nlicense: "mit"\nlibrary_name: "onnx"\n/)
  expect(card).toContain(
    '        metrics:\n          - type: "accuracy"\n            value: 0.98\n            name: "Accuracy, seed 3"\n',
  )
  expect(card).toContain('datasets:\n  - "ylecun/mnist"\n')
  expect(card).toContain('| test accuracy | 98.00 % |')
  expect(card).not.toContain('standard_deviation')
})

test('the card of several seeds tells mean and standard deviation', async () => {
  const card = await cardOfRuns(
    await writeRuns([
      { seed: 0, accuracy: 0.98 },
      { seed: 1, accuracy: 0.99 },
    ]),
  )
  expect(card).toContain('value: 0.985\n            name: "Accuracy, mean of 2 seeds"\n')
  expect(card).toMatch(/standard_deviation: 0\.0070710678\d*\n {14}seeds:\n {16}- 0\n {16}- 1\n/)
  expect(card).toContain('98.50 % ± 0.71 (mean and standard deviation of 2 seeds)')
  expect(card).not.toContain('license')
})

test('what a run calls itself can break neither YAML nor Markdown', async () => {
  const [run] = await writeRuns([{ seed: 0, accuracy: 0.9 }])
  const card = await cardOfRuns([run!], { name: 'a: "b"\n---\n# <c>|' })
  expect(card).toContain('  - name: "a: \\"b\\"\\n---\\n# <c>|"\n')
  expect(card).toContain('# a: "b" --- \\# \\<c\\>\\|\n')
})

test.each([
  ['no runs', [], 'expected at least one run, received none'],
  ['two runs of a seed', [{ seed: 0 }, { seed: 0 }], 'expected runs of different seeds, received two of seed 0'],
  ['runs of different recipes', [{ seed: 0 }, { seed: 1, epochs: 9 }], /received .*, which differ in options$/],
  ['runs of different data', [{ seed: 0 }, { seed: 1, digest: 'b' }], /which are of different data$/],
] as const)('%s are refused', async (_, changes, message) => {
  const runs = await writeRuns(changes.map(change => ({ accuracy: 0.9, ...change })))
  await expect(cardOfRuns(runs)).rejects.toThrow(UsageError)
  await expect(cardOfRuns(runs)).rejects.toThrow(message)
})

test('a run that is not finished is refused', async () => {
  const folder = join(await temporaryFolder(), 'run')
  await mkdir(folder)
  await writeFile(join(folder, 'run.json'), '{}')
  await expect(cardOfRuns([folder])).rejects.toThrow(/run\.json: /)
})
