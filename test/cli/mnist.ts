import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { RunRecord } from '../../src/cli/record.js'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** How a command ended. */
export interface Outcome {
  /** null where a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Options {
  /** The folder it runs in. */
  readonly cwd?: string
  readonly env?: Record<string, string>
  /** Called once the process is there. */
  readonly onStart?: (pid: number) => void
  /** Called with all that was written to standard output so far. */
  readonly onOutput?: (stdout: string, child: ChildProcessByStdio<null, Readable, Readable>) => void
}

/** Runs the built command line as a user does. */
export function mnist(words: readonly string[], { cwd, env, onStart, onOutput }: Options = {}): Promise<Outcome> {
  const { DEBUG: _, ...environment } = process.env
  const child = spawn(process.execPath, [main, ...words], {
    cwd,
    env: { ...environment, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (child.pid) onStart?.(child.pid)
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    onOutput?.(stdout, child)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
}

/** The record of a run. */
export async function readRecord(folder: string): Promise<RunRecord> {
  return JSON.parse(await readFile(`${folder}/run.json`, 'utf8'))
}
