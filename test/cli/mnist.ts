import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { RunRecord } from '../../src/runs/record.js'

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
  /** How long its files may become, in blocks of 1,024 bytes. */
  readonly fileBlocks?: number
  /** Called once the process is there. */
  readonly onStart?: (pid: number) => void
  /** Called with all that was written to standard output so far. */
  readonly onOutput?: (stdout: string, child: ChildProcessByStdio<null, Readable, Readable>) => void
}

/** A command in progress. */
export interface Started {
  readonly child: ChildProcessByStdio<null, Readable, Readable>
  /** Waits until the output so far is as wanted; throws where the command ends before. */
  until(isWanted: (stdout: string, stderr: string) => boolean): Promise<void>
  /** What was written to standard output so far. */
  output(): string
  readonly outcome: Promise<Outcome>
}

/** Starts the built command line as a user does. */
export function startMnist(
  words: readonly string[],
  { cwd, env, fileBlocks, onStart, onOutput }: Options = {},
): Started {
  const { DEBUG: _, ...environment } = process.env
  const limited = ['-c', `ulimit -f ${fileBlocks}; exec "$0" "$@"`, process.execPath]
  const [command, first] = fileBlocks === undefined ? [process.execPath, []] : ['bash', limited]
  const child = spawn(command, [...first, main, ...words], {
    cwd,
    env: { ...environment, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (child.pid) onStart?.(child.pid)
  let [stdout, stderr] = ['', '']
  const waiting = new Set<() => void>()
  const received = () => {
    for (const look of waiting) look()
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    onOutput?.(stdout, child)
    received()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    received()
  })
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
  const until: Started['until'] = isWanted =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (!isWanted(stdout, stderr)) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
      outcome.then(() => reject(new Error(`the command ended first: ${stdout}${stderr}`)), reject)
    })
  return { child, until, output: () => stdout, outcome }
}

/** Runs the built command line to its end. */
export function mnist(words: readonly string[], options: Options = {}): Promise<Outcome> {
  return startMnist(words, options).outcome
}

/** The record of a run. */
export async function readRecord(folder: string): Promise<RunRecord> {
  return JSON.parse(await readFile(`${folder}/run.json`, 'utf8'))
}
