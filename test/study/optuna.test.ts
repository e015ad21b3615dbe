import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createStudyFolder, openStudyFolder } from '../../src/runs/trial/studyFolder.js'
import { runStudy } from '../../src/study/driver.js'
import { parameterImportance } from '../../src/study/importance.js'
import { trialsOf } from '../../src/study/trials.js'
import { temporaryFolder } from '../data/smallDataset.js'
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

const opening = `
import json, sys, optuna
optuna.logging.set_verbosity(optuna.logging.ERROR)
storage = optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(sys.argv[1]))
study = optuna.load_study(study_name='shared', storage=storage)
`

test.skipIf(isMissing)(`Optuna reads what a study has written${whyNot}`, async () => {
  const { store, journal } = await writtenStudy()
  const trials = trialsOf(await store.sync())
  const read = await python(
    `${opening}
print(json.dumps([dict(number=t.number, state=t.state.name, params=t.params, values=t.values, steps={str(k): v for k, v in t.intermediate_values.items()}) for t in study.trials]))`,
    journal,
  )
  const names = { complete: 'COMPLETE', pruned: 'PRUNED', failed: 'FAIL', running: 'RUNNING' }
  expect(read).toEqual(
    trials.map(({ number, state, params, values, steps }) => ({
      number,
      state: names[state],
      params,
      values,
      steps: Object.fromEntries(steps),
    })),
  )
})

test.skipIf(isMissing)(`Optuna continues a study, and the study goes on with its trials${whyNot}`, async () => {
  const { folder, journal } = await writtenStudy()
  const program = `${opening}
def objective(trial):
    rate = trial.suggest_float('training.optimizer.learningRate', 0.001, 0.1, log=True)
    trial.suggest_int('training.batchSize', 32, 256, step=32)
    trial.suggest_categorical('training.optimizer.kind', ['adam', 'rmsprop'])
    trial.report(0.5, 1)
    return rate
study.optimize(objective, n_trials=5)
print(json.dumps([t.params for t in study.trials[-5:]]))`
  const added = await python(program, journal)
  const again = await openStudyFolder(folder)
  const trials = trialsOf(await again.sync())
  expect(trials.slice(-5).map(({ params }) => params)).toEqual(added)
  expect(trials.slice(-5).every(({ kind, state }) => kind === 'foreign' && state === 'complete')).toBe(true)
})

test.skipIf(isMissing)(`Optuna plots a study${whyNot}`, async () => {
  const { journal } = await writtenStudy()
  const program = `${opening}
from optuna.visualization import plot_optimization_history, plot_intermediate_values, plot_parallel_coordinate, plot_slice
print(json.dumps([len(plot(study).data) for plot in (plot_optimization_history, plot_intermediate_values, plot_parallel_coordinate, plot_slice)]))`
  const [history, intermediate, parallel, slice] = (await python(program, journal)) as number[]
  expect([history! > 1, intermediate! > 30, parallel! > 0, slice]).toEqual([true, true, true, 3])
})

test.skipIf(isMissing)(`importance is what Optuna's PED-ANOVA says${whyNot}`, async () => {
  const { store, journal } = await writtenStudy()
  const { study } = store
  const program = `${opening}
from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances
print(json.dumps(get_param_importances(study, evaluator=PedAnovaImportanceEvaluator(target_quantile=0.25))))`
  const theirs = (await python(program, journal)) as Record<string, number>
  const ours = parameterImportance(study.space, trialsOf(await store.sync()), ['maximize'])
  for (const [path, value] of ours) expect(value).toBeCloseTo(theirs[path]!, 6)
})

test.skipIf(isMissing)(`optuna-dashboard opens a study${whyNot}`, async () => {
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
