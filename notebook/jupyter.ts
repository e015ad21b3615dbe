import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { root } from './paths.ts'

/** Where Jupyter may be: on the PATH, or where .ci/run installs it. */
const places = ['jupyter', join(root, '.venv-jupyter', 'bin', 'jupyter')]

/**
 * Finds a Jupyter that has one of some commands.
 *
 * @returns program and command, such as ['jupyter', 'lab']
 * @throws Error that says how to install it where there is none
 */
export function findJupyter(commands: readonly string[], install: string): [program: string, command: string] {
  for (const command of commands) {
    for (const program of places) {
      if (spawnSync(program, [command, '--version'], { stdio: 'ignore' }).status === 0) return [program, command]
    }
  }
  throw new Error(`jupyter: expected the command "jupyter ${commands[0]}", found none. Install it by: ${install}`)
}

/**
 * Runs Jupyter with the kernel of this project's Deno, and waits for its end. The kernel is described in a folder of this
 * project, which comes before the user's own: nothing is installed, and no other version of Deno gets in the way.
 *
 * @returns the exit status
 */
export function runJupyter(program: string, args: readonly string[]): number {
  const folder = join(root, 'node_modules', '.cache', 'jupyter')
  const kernel = join(folder, 'kernels', 'deno')
  mkdirSync(kernel, { recursive: true })
  const argv = [process.execPath, 'jupyter', '--kernel', '--conn', '{connection_file}']
  writeFileSync(
    join(kernel, 'kernel.json'),
    `${JSON.stringify({ argv, display_name: 'Deno', language: 'typescript' }, null, 2)}\n`,
  )
  const path = [folder, process.env.JUPYTER_PATH].filter(Boolean).join(delimiter)
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, JUPYTER_PATH: path },
  })
  if (error) throw error
  return status ?? 1
}
