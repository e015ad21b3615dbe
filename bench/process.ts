import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What a process cost, seen from outside. */
export interface Cost {
  /** From spawn to exit. */
  readonly wallSeconds: number
  /** User and system time of the process and of its children. */
  readonly cpuSeconds: number
  /** The most memory that was resident; null where the system has no /proc. */
  readonly peakMegabytes: number | null
}

export interface Finished extends Cost {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

// The shell tells what its children cost (`times` is POSIX), so nothing needs to be installed for it. The inner shell
// tells its process number, and becomes the program.
const script = `sh -c 'echo "$$" >&3; exec "$@"' sh "$@"; code=$?; times >&3; exit "$code"`

/** Milliseconds between two looks at the peak of the memory. What grows within the last of them is not seen. */
const LOOK = 50

/** Runs a program to its end. */
export function runProcess(command: string, args: readonly string[], folder: string): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const shell = spawn('sh', ['-c', script, 'sh', command, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    })
    const read = (index: 1 | 2 | 3) => {
      const text: string[] = []
      shell.stdio[index]!.on('data', chunk => text.push(String(chunk)))
      return () => text.join('')
    }
    const [stdout, stderr, notes] = [read(1), read(2), read(3)]
    let peakMegabytes: number | null = null
    const looking = setInterval(() => {
      peakMegabytes = peakOf(notes().split('\n')[0]!) ?? peakMegabytes
    }, LOOK)
    let wallSeconds = 0
    shell.on('exit', () => {
      wallSeconds = (performance.now() - started) / 1000
      clearInterval(looking)
    })
    shell.on('error', reject)
    shell.on('close', code =>
      resolve({
        wallSeconds,
        cpuSeconds: childSeconds(notes()),
        peakMegabytes,
        exitCode: code ?? 1,
        stdout: stdout(),
        stderr: stderr(),
      }),
    )
  })
}

function peakOf(processNumber: string): number | undefined {
  try {
    const status = readFileSync(`/proc/${Number(processNumber)}/status`, 'utf8')
    const kilobytes = /^VmHWM:\s+(\d+)/m.exec(status)?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024
  } catch {
    return undefined // it has not begun, it has ended, or there is no /proc
  }
}

/** Reads the last line that `times` wrote: user and system time of the children, as `0m1.20s 0m0.10s`. */
export function childSeconds(notes: string): number {
  const times = [...notes.matchAll(/(\d+)m([\d.,]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds!.replace(',', '.')),
  )
  return times.slice(-2).reduce((sum, seconds) => sum + seconds, 0)
}

/** The object in the last line that a contestant printed. */
export function lastLine(stdout: string): Record<string, unknown> {
  const line = stdout.trimEnd().split('\n').at(-1) ?? ''
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // told below
  }
  throw new Error(`expected a last line of JSON, received ${line.slice(0, 80) || 'nothing'}`)
}

/** The line of an error output that says most: the last that names an error, or the last. */
export function reasonIn(stderr: string): string {
  const lines = stderr.trimEnd().split('\n')
  return lines.findLast(line => /error/i.test(line))?.trim() ?? lines.at(-1)!
}
