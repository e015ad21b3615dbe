import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Results } from './results.js'

/** A process that measures one thing. */
export interface Contestant {
  readonly name: string
  readonly label: string
  /** Why it cannot be measured here. */
  readonly missing?: string
  /** At most so many rounds: for what takes minutes and is shown for scale. */
  readonly rounds?: number
  command(round: number): readonly string[]
  /** What it reports of itself. Defaults to the last line of its output. */
  figures?(round: number): Record<string, unknown>
}

/** What decides how contestants are called. */
export interface Setting {
  readonly root: string
  /** A folder for what lives only as long as the run. */
  readonly scratch: string
  readonly python: string
  readonly versions: Results['versions']
  readonly threads: number
  readonly steps: number
  readonly repeats: number
  readonly passes: number
  /** Train on so many images only: a rehearsal. */
  readonly limit?: number
}

/** This project, in one mode of bench/ours.ts. */
export function ours({ root, threads }: Setting, name: string, label: string, args: readonly string[]): Contestant {
  const script = join(root, 'bench/build/bench/ours.js')
  const told = args.includes('--threads') ? [] : ['--threads', String(threads)]
  return { name, label, command: () => [process.execPath, script, ...args, ...told] }
}

/** The command line as a user types it: data, compiling, training, test and figures. */
export function ourCommand({ root, scratch, threads, limit }: Setting): Contestant {
  const folder = (round: number) => join(scratch, `run-${round}`)
  const options = ['train', '--preset', 'fast', '--quiet', '--threads', String(threads)]
  if (limit) options.push('--limit', String(limit))
  return {
    name: 'ours',
    label: 'this project',
    command: round => [
      process.execPath,
      join(root, 'dist/cli/main.js'),
      ...options,
      ...['--seed', String(round), '--out', folder(round)],
    ],
    figures(round) {
      const record = JSON.parse(readFileSync(join(folder(round), 'run.json'), 'utf8')) as {
        test: { accuracy: number }
        seconds: Record<string, number>
      }
      return { test_accuracy: record.test.accuracy, train_seconds: record.seconds.train, seconds: record.seconds }
    },
  }
}

interface PythonPeer {
  readonly name: string
  readonly label: string
  readonly script: 'torch_peer.py' | 'keras_example.py'
  /** Before and after the mode, as the peers' command lines have them. */
  readonly before?: readonly string[]
  readonly mode: readonly string[]
}

export function pythonPeer(setting: Setting, { name, label, script, before = [], mode }: PythonPeer): Contestant {
  const { root, python, versions, threads, limit } = setting
  const needed = script === 'torch_peer.py' ? ['torch'] : ['keras', 'tensorflow']
  const absent = needed.filter(module => !versions[module])
  const general = ['--threads', String(threads), ...before]
  if (limit && mode[0] !== 'throughput') general.push('--limit', String(limit))
  return {
    name,
    label,
    ...(absent.length > 0 && { missing: `${absent.join(' and ')} not installed for ${python}` }),
    command: round => [python, join(root, 'bench/peers', script), ...general, '--seed', String(round), ...mode],
  }
}

/** A JavaScript library, for scale: one step, once. */
export function scalePeer({ root, versions }: Setting, module: 'tfjs' | 'jax-js', label: string): Contestant {
  const script = { tfjs: 'tfjs.mjs', 'jax-js': 'jax.mjs' }[module]
  return {
    name: module,
    label,
    rounds: 1,
    ...(!versions[module] && { missing: `${module} not installed in bench/peers/tfjs` }),
    // TensorFlow.js compiles nothing, so its first step counts; jax-js compiles in its first.
    command: () => [process.execPath, join(root, 'bench/peers/tfjs', script), '--steps', module === 'tfjs' ? '0' : '1'],
  }
}
