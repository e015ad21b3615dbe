import { readdir, readFile } from 'node:fs/promises'

/** Memory that a process and all that it has started hold together. */
export interface MemoryWatch {
  /** Ends the watch; returns the most that they held at one time, in megabytes, or undefined where the system does not tell. */
  stop(): Promise<number | undefined>
}

/** Watches the memory of a process, by what Linux tells of it. */
export function watchMemory(pid: number): MemoryWatch {
  let [peak, stopped] = [undefined as number | undefined, false]
  const watching = (async () => {
    while (!stopped) {
      const held = await heldBy(pid)
      if (held !== undefined) peak = Math.max(peak ?? 0, held)
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  })()
  return {
    async stop() {
      stopped = true
      await watching
      return peak === undefined ? undefined : peak / 1024
    },
  }
}

/** Resident kilobytes of a process and its descendants; undefined where there is none, or no Linux. */
async function heldBy(pid: number): Promise<number | undefined> {
  const status = await read(`/proc/${pid}/status`)
  const own = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  if (own === undefined) return undefined
  const held = await Promise.all((await childrenOf(pid)).map(heldBy))
  return held.reduce<number>((sum, kilobytes) => sum + (kilobytes ?? 0), Number(own))
}

/** The processes that a process has started; none where there is no Linux. */
export async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  const children = await Promise.all(threads.map(thread => read(`/proc/${pid}/task/${thread}/children`)))
  return children.flatMap(list => list.split(' ').filter(Boolean).map(Number))
}

const read = (path: string) => readFile(path, 'utf8').catch(() => '')
