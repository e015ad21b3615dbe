import { basename, dirname, resolve } from 'node:path'
import process from 'node:process'
import { findJupyter, runJupyter } from './jupyter.ts'
import { notebookFile } from './paths.ts'

// Runs all cells of the notebook and keeps what they showed: in place, or in the file that is named.

try {
  const [program, command] = findJupyter(['nbconvert'], 'pip install nbconvert')
  const output = resolve(process.argv[2] ?? notebookFile)
  const target = ['--output-dir', dirname(output), '--output', basename(output)]
  // Times of execution would change the file at every run.
  const settings = ['--ExecutePreprocessor.timeout=600', '--ExecutePreprocessor.record_timing=False']
  process.exitCode = runJupyter(program, [
    command,
    ...['--to', 'notebook', '--execute'],
    ...settings,
    ...target,
    notebookFile,
  ])
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
