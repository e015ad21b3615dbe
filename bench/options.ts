import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type SectionName, sectionNames } from './sections.js'

export const usage = `npm run bench -- [options]

  --only a,b,c,d  sections: a time to 99.12 %, b training, c classifying, d threads; default: all
  --rounds N      how often each contestant runs; default: 5
  --threads N     threads of every contestant; default: all cores
  --python PATH   the peers' Python; default: $MNIST_PEERS_VENV/bin/python, or .venv/bin/python
  --out DIR       where results.json and the figure go; default: bench, whose README.md is written too
  --quick         this project alone against the committed results; writes nothing, exits with 1 where it is slower
  --rehearse      run everything once, much too briefly to mean anything, into --out or a folder that is removed
`

export interface BenchOptions {
  readonly only: readonly SectionName[]
  readonly rounds: number
  readonly threads: number
  readonly python: string
  readonly out?: string
  readonly quick: boolean
  readonly rehearse: boolean
}

/**
 * Reads the command line of `npm run bench`.
 *
 * @throws Error that names the option, what was expected and what was received
 */
export function readOptions(words: readonly string[], root: string, environment: NodeJS.ProcessEnv): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: 'string', default: sectionNames.join() },
      rounds: { type: 'string' },
      threads: { type: 'string' },
      python: { type: 'string' },
      out: { type: 'string' },
      quick: { type: 'boolean', default: false },
      rehearse: { type: 'boolean', default: false },
    },
  })
  const { quick, rehearse, out } = values
  const only = values.only.split(',').map(name => {
    const known = sectionNames.find(section => section === name.trim())
    if (!known) throw new Error(`--only: expected sections of ${sectionNames.join()}, received ${name}`)
    return known
  })
  const whole = (name: 'rounds' | 'threads', otherwise: number) => {
    const value = Number(values[name] ?? otherwise)
    if (Number.isInteger(value) && value > 0) return value
    throw new Error(`--${name}: expected a positive integer, received ${values[name]}`)
  }
  return {
    only: sectionNames.filter(name => only.includes(name)),
    rounds: whole('rounds', rehearse ? 1 : 5),
    threads: whole('threads', availableParallelism()),
    python: values.python ?? findPython(root, environment.MNIST_PEERS_VENV),
    ...(out !== undefined && { out }),
    quick,
    rehearse,
  }
}

export function findPython(root: string, venv: string | undefined): string {
  const own = join(root, '.venv/bin/python')
  if (venv) return join(venv, 'bin/python')
  return existsSync(own) ? own : '.venv/bin/python'
}
