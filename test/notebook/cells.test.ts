import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cellsOf, type Notebook, readCells, toNotebook } from '../../notebook/cells.ts'
import { notebookFile, scriptFile } from '../../notebook/paths.ts'

const script = `// %% [markdown]
// # Title
//
// Prose.

// %%
const a = 1

const b = 2
`

test('a script is read as cells of prose and code', () => {
  expect(readCells(script)).toEqual([
    { type: 'markdown', source: '# Title\n\nProse.' },
    { type: 'code', source: 'const a = 1\n\nconst b = 2' },
  ])
})

test('cells come back from a notebook as they were', () => {
  const cells = readCells(script)
  const written = JSON.parse(JSON.stringify(toNotebook(cells))) as Notebook
  expect(cellsOf(written)).toEqual(cells)
})

test('what is no cell is refused', () => {
  expect(() => readCells('const a = 1')).toThrow(
    'readCells: expected "// %%" or "// %% [markdown]", received "const a = 1"',
  )
  expect(() => readCells('// %% [markdown]\nProse.')).toThrow(
    'readCells: expected a comment in a markdown cell, received "Prose."',
  )
})

test('the notebook has the cells of its script, in the language of the kernel', () => {
  const notebook = JSON.parse(readFileSync(notebookFile, 'utf8')) as Notebook
  expect(cellsOf(notebook), 'run npm run notebook:build and npm run notebook:execute').toEqual(
    readCells(readFileSync(scriptFile, 'utf8')),
  )
  expect(notebook.metadata).toMatchObject({
    kernelspec: { name: 'deno', language: 'typescript' },
    language_info: { name: 'typescript' },
  })
})

test('the notebook is committed with its outputs, and none of its cells failed', () => {
  const { cells } = JSON.parse(readFileSync(notebookFile, 'utf8')) as Notebook
  const outputs = cells.flatMap(cell => cell.outputs ?? [])
  expect(outputs.filter(output => output.output_type === 'error')).toEqual([])
  expect(outputs.filter(output => output.data?.['image/png']).length).toBeGreaterThanOrEqual(10)
})
