import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import type { Machine } from './results.js'

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${process.arch}`,
  }
}

/** Versions of ours and of the peers that are installed, by name. */
export function readVersions(root: string, python: string): Record<string, string> {
  const node = {
    onnxruntime: 'node_modules/onnxruntime-node',
    tfjs: 'bench/peers/tfjs/node_modules/@tensorflow/tfjs',
    'jax-js': 'bench/peers/tfjs/node_modules/@jax-js/jax',
  }
  const versions: Record<string, string> = { node: process.versions.node }
  for (const [name, folder] of Object.entries(node)) {
    const file = join(root, folder, 'package.json')
    if (existsSync(file)) versions[name] = (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
  }
  return { ...versions, ...pythonVersions(python) }
}

const askPython = `
import importlib.metadata as m, json, platform
found = {"python": platform.python_version()}
for name, package in {"torch": "torch", "keras": "keras", "tensorflow": "tensorflow-cpu"}.items():
    try: found[name] = m.version(package)
    except m.PackageNotFoundError: pass
print(json.dumps(found))
`

function pythonVersions(python: string): Record<string, string> {
  try {
    const answer = execFileSync(python, ['-c', askPython], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return JSON.parse(answer) as Record<string, string>
  } catch {
    return {} // no Python, no peers in it
  }
}

/** The commit that is measured, and whether anything but results differs from it. */
export function describeCommit(root: string): { commit: string; modified: boolean } {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    const status = git('status', '--porcelain', '--', '.', ':!bench/results.*', ':!bench/README.md')
    return { commit: git('rev-parse', '--short=10', 'HEAD'), modified: status !== '' }
  } catch {
    return { commit: 'unknown', modified: true }
  }
}

/** The share of all cores that is used while we wait for a second: used by others. */
export async function othersShare(): Promise<number> {
  const read = () =>
    cpus().reduce(
      ({ idle, all }, { times }) => ({
        idle: idle + times.idle,
        all: all + Object.values(times).reduce((sum, time) => sum + time, 0),
      }),
      { idle: 0, all: 0 },
    )
  const before = read()
  await new Promise(resolve => setTimeout(resolve, 1000))
  const after = read()
  return 1 - (after.idle - before.idle) / (after.all - before.all)
}

/** Above these, measurements are of the machine's other work too. */
const BUSY = { average: 0.25, share: 0.1 }

/** Load average over one minute, which at the start is of others alone. */
export const loadAverage = () => loadavg()[0]!

/** Whether the machine has other work, by its load average per core and by the share of its cores that others use. */
export function isBusy(average: number, others: readonly number[], cores: number): boolean {
  return average / cores > BUSY.average || others.some(share => share > BUSY.share)
}
