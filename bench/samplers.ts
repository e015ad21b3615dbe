import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomStream } from '../src/random.js'
import type { PastTrial } from '../src/study/pastTrial.js'
import { ashaPruner } from '../src/study/pruners/asha.js'
import { randomSampler } from '../src/study/samplers/random.js'
import { sobolSampler } from '../src/study/samplers/sobol.js'
import { tpeSampler } from '../src/study/samplers/tpe.js'
import { type Params, parseSpace } from '../src/study/searchSpace.js'
import { comparePaired, summarize } from '../src/study/statistics.js'
import { type RegretLine, regretFigure } from './samplers/figure.js'
import { objectives } from './samplers/objectives.js'
import './tellErrors.js'

// Compares the samplers of a study on objectives that cost nothing, over repeats with seeds of their own: regret, the distance of the best
// so far to the optimum, by the budget spent. Where .venv-optuna is there, Optuna's own TPE searches the same spaces.

const repeats = 20
const trials = 60
const root = process.cwd()

/** The best so far after each trial. */
type Curve = readonly number[]

function search(kind: 'random' | 'sobol' | 'tpe', name: string, seed: number): Curve {
  const { space: definition, value } = objectives[name]!
  const space = parseSpace(definition)
  const sampler = {
    random: randomSampler,
    sobol: sobolSampler,
    tpe: (of: typeof space, seed: number) => tpeSampler(of, { seed, goals: ['minimize'], startup: 10, candidates: 24 }),
  }[kind](space, seed)
  const past: PastTrial[] = []
  return Array.from({ length: trials }, (_, index) => {
    const params = sampler.suggest(index, past)
    past.push({ params, state: 'complete', values: [value(params)], steps: new Map() })
    return Math.min(...past.map(({ values }) => values[0]!))
  })
}

/** Random search with and without ASHA, by epochs: each trial has 27 at the most, and nears its value as a learning curve does. */
function pruned(withAsha: boolean, name: string, seed: number): Curve {
  const { space: definition, value } = objectives[name]!
  const space = parseSpace(definition)
  const sampler = randomSampler(space, seed)
  const pruner = ashaPruner({ minStep: 1, reductionFactor: 3, goal: 'minimize' })
  const past: PastTrial[] = []
  const best: number[] = []
  const budget = trials * 9
  let lowest = Number.POSITIVE_INFINITY
  for (let index = 0; best.length < budget; index++) {
    const params: Params = sampler.suggest(index, past)
    const final = value(params)
    const noise = randomStream(seed, 'noise', index)
    const steps = new Map<number, number>()
    for (let epoch = 1; epoch <= 27 && best.length < budget; epoch++) {
      const seen = final + (2 / epoch - 2 / 27) + (0.1 * noise.normal()) / epoch
      steps.set(epoch, seen)
      if (epoch === 27) lowest = Math.min(lowest, final)
      best.push(lowest)
      const limit = withAsha && epoch < 27 ? pruner(epoch, past) : undefined
      if (limit !== undefined && seen > limit) break
    }
    past.push({ params, state: 'complete', values: [final], steps })
  }
  return best
}

function optunaCurves(name: string): Curve[] | undefined {
  const python = join(root, '.venv-optuna/bin/python')
  if (!existsSync(python)) return undefined
  const { stdout, stderr, status } = spawnSync(
    python,
    ['-W', 'ignore', 'bench/samplers/optuna_tpe.py', name, String(repeats), String(trials)],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`Optuna: ${stderr}`)
  return JSON.parse(stdout) as Curve[]
}

const seeds = Array.from({ length: repeats }, (_, seed) => seed)
const regret = (curve: Curve, name: string) => curve.map(value => value - objectives[name]!.optimum)
const panels: { title: string; x: string; lines: RegretLine[] }[] = []
for (const name of Object.keys(objectives)) {
  const optuna = optunaCurves(name)
  const curves: Record<string, Curve[]> = {
    random: seeds.map(seed => search('random', name, seed)),
    Sobol: seeds.map(seed => search('sobol', name, seed)),
    TPE: seeds.map(seed => search('tpe', name, seed)),
    ...(optuna && { "Optuna's TPE": optuna }),
  }
  panels.push({ title: name, x: 'trial', lines: linesOf(curves, name) })
  report(name, curves, trials - 1)
}
const asha = {
  random: seeds.map(seed => pruned(false, 'rosenbrock4', seed)),
  'random with ASHA': seeds.map(seed => pruned(true, 'rosenbrock4', seed)),
}
panels.push({ title: 'rosenbrock4, by epochs', x: 'epoch', lines: linesOf(asha, 'rosenbrock4') })
report('rosenbrock4, by epochs', asha, trials * 9 - 1, 'rosenbrock4')
writeFileSync(
  join(root, 'docs/samplers.svg'),
  regretFigure(panels, `Mean of ${repeats} repeats, with 95 % intervals of the mean; log10 of the regret`),
)
console.log('\ndocs/samplers.svg')

/** Log10 of the regret: mean and interval at each trial. */
function linesOf(curves: Readonly<Record<string, readonly Curve[]>>, name: string): RegretLine[] {
  return Object.entries(curves).map(([label, repeats]) => {
    const logs = repeats.map(curve => regret(curve, name).map(value => Math.log10(Math.max(value, 1e-6))))
    const points = logs[0]!.flatMap((_, x) => {
      const values = logs.map(log => log[x]!)
      if (!values.every(Number.isFinite)) return []
      const { mean, interval95 } = summarize(values)
      return [{ x: x + 1, mean, low: interval95![0], high: interval95![1] }]
    })
    return { name: label, points }
  })
}

function report(title: string, curves: Readonly<Record<string, readonly Curve[]>>, at: number, name = title): void {
  console.log(`\n${title}, log10 of the regret after ${at + 1}:`)
  const logs = Object.entries(curves).map(
    ([label, repeats]) => [label, repeats.map(curve => Math.log10(Math.max(regret(curve, name)[at]!, 1e-6)))] as const,
  )
  for (const [label, values] of logs) {
    const { mean, interval95 } = summarize(values)
    const { mean: difference, pValue } = comparePaired(values, logs[0]![1])
    const beside = label === 'random' ? '' : `; to random ${difference.toFixed(2)}, p ${pValue.toPrecision(2)}`
    console.log(
      `  ${label.padEnd(18)} ${mean.toFixed(2)} (${interval95!.map(bound => bound.toFixed(2)).join(' to ')})${beside}`,
    )
  }
}
