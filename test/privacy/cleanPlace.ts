import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The folders of a new user, all empty. */
export interface CleanPlace {
  readonly root: string
  /** The folder to run in. */
  readonly work: string
  /** An environment that names these folders and nothing else: no CI, say, by which a library takes a run for a test. */
  readonly env: Readonly<Record<string, string>>
  /** Everything in these folders. */
  contents(): string[]
  remove(): void
}

const folders = { HOME: 'home', XDG_CACHE_HOME: 'cache', TMPDIR: 'tmp' } as const

export function createCleanPlace(): CleanPlace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'privacy-')))
  const names = [...Object.values(folders), 'work']
  for (const name of names) mkdirSync(join(root, name))
  const below = (name: string) =>
    readdirSync(join(root, name), { recursive: true }).map(path => join(name, String(path)))
  const variables = Object.entries(folders).map(([variable, name]) => [variable, join(root, name)])
  return {
    root,
    work: join(root, 'work'),
    env: { PATH: process.env.PATH ?? '', ...Object.fromEntries(variables) },
    contents: () => names.flatMap(below).sort(),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** More variables. */
  readonly env?: Readonly<Record<string, string>>
  /** Defaults to the place's own. */
  readonly cwd?: string
  /** Called with all that was written to standard output so far. */
  readonly onOutput?: (stdout: string, child: ChildProcess) => void
}

/** Runs a program in a clean place to its end. */
export function runIn(
  place: CleanPlace,
  program: string,
  args: readonly string[],
  { env = {}, cwd = place.work, onOutput }: RunOptions = {},
): Promise<Ended> {
  // Detached: a group of processes of its own, to be ended like those of a terminal.
  const child = spawn(program, args, {
    cwd,
    env: { ...place.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
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
