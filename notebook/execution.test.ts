import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { joined, type Notebook, type Output } from './cells.ts'
import { root } from './paths.ts'

const folder = mkdtempSync(join(tmpdir(), 'notebook-'))
afterAll(() => rmSync(folder, { recursive: true }))

let outputs: Output[]

beforeAll(() => {
  const file = join(folder, 'executed.ipynb')
  const { status, stderr } = spawnSync('npm', ['run', '--silent', 'notebook:execute', '--', file], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  const { cells } = JSON.parse(readFileSync(file, 'utf8')) as Notebook
  outputs = cells.flatMap(cell => cell.outputs ?? [])
}, 600_000)

test('no cell fails', () => {
  expect(outputs.filter(({ output_type }) => output_type === 'error')).toEqual([])
})

test('every figure is there, as SVG and as PNG', () => {
  const figures = outputs.flatMap(({ data }) => joined(data?.['image/svg+xml']).match(/(?<=<title>)[^<]+/)?.[0] ?? [])
  expect(figures).toEqual([
    'What the net will learn from',
    'Training images of each digit',
    'The mean of each digit',
    'The example',
    'Training curves',
    'Sample predictions',
    'Confusion matrix',
    'Most confident mistakes',
    'Filters of the first layer',
    'Trainings compared',
  ])
  expect(outputs.filter(({ data }) => joined(data?.['image/png']).startsWith('iVBOR'))).toHaveLength(figures.length)
})

test('at least 99 % of the test images are read right', () => {
  const texts = outputs.map(({ data }) => joined(data?.['text/plain'])).join('\n')
  expect(Number(/test accuracy (\d+\.\d+) %/.exec(texts)?.[1])).toBeGreaterThanOrEqual(99)
})
