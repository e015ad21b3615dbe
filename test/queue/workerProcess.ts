import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(new URL('worker.js', import.meta.url))

/** A worker in a process of its own. */
export interface WorkerProcess {
  readonly child: ChildProcessByStdio<null, Readable, Readable>
  readonly lines: readonly string[]
  /** Waits for a line, from the beginning on. */
  line(wanted: RegExp): Promise<string>
  readonly ended: Promise<number | null>
}

export function startWorkerProcess(address: string, lockSeconds = 60): WorkerProcess {
  const child = spawn(process.execPath, [file, address, String(lockSeconds)], { stdio: ['ignore', 'pipe', 'pipe'] })
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const look = () => {
    for (const one of waiting) one()
  }
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop()!
    lines.push(...parts)
    look()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => lines.push(text))
  let isOver = false
  const ended = new Promise<number | null>(resolve =>
    child.on('close', code => {
      isOver = true
      look()
      resolve(code)
    }),
  )
  const line = (wanted: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = lines.find(line => wanted.test(line))
        if (found === undefined && !isOver) return
        waiting.delete(look)
        if (found !== undefined) resolve(found)
        else reject(new Error(`the worker ended before ${wanted}: ${lines.join('\n')}`))
      }
      waiting.add(look)
      look()
    })
  return { child, lines, line, ended }
}
