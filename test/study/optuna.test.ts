import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createStudyFolder, openStudyFolder } from '../../src/runs/trial/studyFolder.js'
import { runStudy } from '../../src/study/driver.js'
import { parameterImportance } from '../../src/study/importance.js'
import { trialsOf } from '../../src/study/trials.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { freePort } from '../freePort.js'
import { computingExecutor } from './memoryStore.js'

// Optuna itself reads, continues and plots what a study has written, and its dashboard opens it. It is installed by
//   python3 -m venv .venv-optuna && .venv-optuna/bin/pip install -r test/study/requirements.txt

const venv = fileURLToPath(new URL('../../.venv-optuna/bin/', import.meta.url))
const isMissing = !existsSync(join(venv, 'python')) && !process.env.CI
const whyNot = isMissing ? ' (left out: no .venv-optuna, see test/study/requirements.txt)' : ''

const definition = {
  name: 'shared',
  preset: 'fast',
  space: {
    'training.optimizer.learningRate': { kind: 'float', low: 0.001, high: 0.1, log: true },
    'training.batchSize': { kind: 'integer', low: 32, high: 256, step: 32 },
    'training.optimizer.kind': { kind: 'categorical', choices: ['adam', 'rmsprop'] },
  },
  trials: 40,
  pruner: 'median',
}

async function writtenStudy() {
  const folder = await temporaryFolder()
  const store = await createStudyFolder(folder, { definition, digests: {} })
  const executor = computingExecutor(({ configuration, seed }, epoch) => {
    const { batchSize, optimizer } = configuration.training
    return 0.99 - Math.log(optimizer.learningRate! / 0.01) ** 2 / 50 - batchSize / 1e5 - 0.01 / epoch - seed / 1e4
  }, 3)
  await runStudy({ store, executor, signal: new AbortController().signal, interval: 1 })
  return { folder, store, journal: join(folder, 'journal.log') }
}

async function python(program: string, ...words: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(join(venv, 'python'), ['-W', 'ignore', '-c', program, ...words])
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

const program = `
import json, sys, optuna
from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances
from optuna.visualization import plot_intermediate_values, plot_optimization_history, plot_parallel_coordinate, plot_slice
optuna.logging.set_verbosity(optuna.logging.ERROR)
storage = optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(sys.argv[1]))
study = optuna.load_study(study_name='shared', storage=storage)
def read(trial):
    steps = {str(step): value for step, value in trial.intermediate_values.items()}
    return dict(number=trial.number, state=trial.state.name, params=trial.params, values=trial.values, steps=steps)
before = [read(trial) for trial in study.trials]
plots = [len(plot(study).data) for plot in (plot_optimization_history, plot_intermediate_values, plot_parallel_coordinate, plot_slice)]
importance = get_param_importances(study, evaluator=PedAnovaImportanceEvaluator(target_quantile=0.25))
def objective(trial):
    rate = trial.suggest_float('training.optimizer.learningRate', 0.001, 0.1, log=True)
    trial.suggest_int('training.batchSize', 32, 256, step=32)
    trial.suggest_categorical('training.optimizer.kind', ['adam', 'rmsprop'])
    trial.report(0.5, 1)
    return rate
study.optimize(objective, n_trials=5)
added = [trial.params for trial in study.trials[-5:]]
print(json.dumps(dict(before=before, plots=plots, importance=importance, added=added)))
`

/** What the program prints. */
interface FromOptuna {
  readonly before: readonly object[]
  readonly plots: readonly [history: number, intermediate: number, parallel: number, slice: number]
  readonly importance: Readonly<Record<string, number>>
  readonly added: readonly object[]
}

test.skipIf(isMissing)(`Optuna reads, plots and continues what a study has written${whyNot}`, async () => {
  const { folder, store, journal } = await writtenStudy()
  const trials = trialsOf(await store.sync())
  const { before, plots, importance, added } = (await python(program, journal)) as FromOptuna
  const names = { complete: 'COMPLETE', pruned: 'PRUNED', failed: 'FAIL', running: 'RUNNING' }
  expect(before).toEqual(
    trials.map(({ number, state, params, values, steps }) => ({
      number,
      state: names[state],
      params,
      values,
      steps: Object.fromEntries(steps),
    })),
  )
  const [history, intermediate, parallel, slice] = plots
  expect([history > 1, intermediate > 30, parallel > 0, slice]).toEqual([true, true, true, 3])
  // Its own PED-ANOVA.
  const ours = parameterImportance(store.study.space, trials, ['maximize'])
  for (const [path, value] of ours) expect(value).toBeCloseTo(importance[path]!, 6)
  const again = await openStudyFolder(folder)
  const more = trialsOf(await again.sync()).slice(-5)
  expect(more.map(({ params }) => params)).toEqual(added)
  expect(more.every(({ kind, state }) => kind === 'foreign' && state === 'complete')).toBe(true)
})

// It takes seconds to start, so it belongs to `npm run test:studies`.
test.skipIf(isMissing || process.env.ATTACK !== 'full')(`optuna-dashboard opens a study${whyNot}`, async () => {
  const { journal } = await writtenStudy()
  const port = await freePort()
  const child = spawn(join(venv, 'optuna-dashboard'), ['--port', String(port), '--host', '127.0.0.1', journal])
  let said = ''
  try {
    const address = await new Promise<string>((resolve, reject) => {
      const look = (text: Buffer) => {
        said += text
        if (said.includes(`:${port}`)) resolve(`http://127.0.0.1:${port}`)
      }
      child.stdout.on('data', look)
      child.stderr.on('data', look)
      child.on('exit', code => reject(new Error(`exit code ${code}: ${said}`)))
    })
    const answer = (await (await fetch(`${address}/api/studies`)).json()) as {
      study_summaries: { study_name: string }[]
    }
    expect(answer.study_summaries.map(({ study_name }) => study_name)).toEqual(['shared'])
  } finally {
    child.kill('SIGKILL')
  }
})
