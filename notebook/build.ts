import { readFile, writeFile } from 'node:fs/promises'
import { readCells, toNotebook } from './cells.ts'
import { notebookFile, scriptFile } from './paths.ts'

// Writes the notebook from its script, without outputs; running it fills them in.

const cells = readCells(await readFile(scriptFile, 'utf8'))
await writeFile(notebookFile, `${JSON.stringify(toNotebook(cells), null, 1)}\n`)
console.log(`MNIST_classification.ipynb: ${cells.length} cells, not executed yet`)
