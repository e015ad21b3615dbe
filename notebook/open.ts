import process from 'node:process'
import { findJupyter, runJupyter } from './jupyter.ts'
import { notebookFile } from './paths.ts'

// Opens the notebook in the user's own Jupyter.

try {
  const [program, command] = findJupyter(['lab', 'notebook'], 'pip install jupyterlab')
  process.exitCode = runJupyter(program, [command, notebookFile, ...process.argv.slice(2)])
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
