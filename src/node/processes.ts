import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Whether there is a process of this number on this machine, even one of another user. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Where a process number stands for one process: a machine from boot to boot, and within it a container. */
export function processSpace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname() // not Linux
  }
}

/**
 * When a process started, by its machine's clock: numbers of processes come again, and then with another start.
 *
 * @returns `ended` of a process that nobody has asked for its result yet; undefined where it cannot be known
 */
export function processStart(pid: number): string | undefined {
  try {
    const content = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // `1234 (name) S …`, see proc(5); the name may hold anything.
    const fields = content.slice(content.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : fields[19]
  } catch {
    return undefined
  }
}
