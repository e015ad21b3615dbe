import { readFileSync } from 'node:fs'

// What processes of Linux cost while they run, with the processes that they have started: PostgreSQL has one for each connection.

const TICKS_PER_SECOND = 100

/** User and system time so far, in seconds. */
export function processorSeconds(pid: number): number {
  return sum(pid, id => {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    // utime, stime, and those of children that have ended.
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    return ticks / TICKS_PER_SECOND
  })
}

/** Memory in megabytes; what several share counts once. */
export function residentMegabytes(pid: number): number {
  return sum(pid, id => {
    const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1]
    return Number(kilobytes) / 1024
  })
}

function sum(pid: number, of: (pid: number) => number): number {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    const own = of(pid)
    return children === '' ? own : children.split(' ').reduce((total, child) => total + sum(Number(child), of), own)
  } catch {
    return 0 // it has ended meanwhile
  }
}
