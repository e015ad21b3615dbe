import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { mlflowLogger } from '../../src/runs/loggers/mlflowLogger.js'
import { resumeRun, trainRun } from '../../src/runs/trainRun.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { freePort } from '../freePort.js'
import { isMissing, venv, whyNot } from './venv.js'

// A server of MLflow itself, and its own client, which reads what was logged. They take half a minute to start, so this belongs to
// `npm run test:tracking`.

const program = `
import json, sys, mlflow
client = mlflow.MlflowClient(sys.argv[1])
experiment = client.get_experiment_by_name('digits')
[run] = client.search_runs([experiment.experiment_id])
history = {key: [[metric.step, metric.value] for metric in client.get_metric_history(run.info.run_id, key)] for key in run.data.metrics}
path = client.download_artifacts(run.info.run_id, 'model.onnx', sys.argv[2])
figures = [item.path for item in client.list_artifacts(run.info.run_id, 'figures')]
print(json.dumps(dict(status=run.info.status, name=run.info.run_name, params=run.data.params, tags=run.data.tags, history=history, path=path, figures=figures)))
`

/** What the program prints. */
interface FromMlflow {
  readonly status: string
  readonly name: string
  readonly params: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly history: Readonly<Record<string, readonly (readonly [step: number, value: number])[]>>
  readonly path: string
  readonly figures: readonly string[]
}

test.skipIf(isMissing || process.env.ATTACK !== 'full')(
  `a server of MLflow keeps a run that was stopped and resumed${whyNot}`,
  async () => {
    const home = await temporaryFolder()
    const address = await startServer(home)
    const environment = {
      MLFLOW_TRACKING_URI: address,
      MLFLOW_EXPERIMENT_NAME: 'digits',
      MLFLOW_HTTP_REQUEST_TIMEOUT: '120',
    }
    const net = { layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }] }
    const stop = new AbortController()
    const notices: string[] = []
    const onNotice = (message: string) => notices.push(message)
    const { folder } = await trainRun(
      { configuration: { ...net, training: { batchSize: 64 } }, ...{ name: 'linear', epochs: 2, limit: 600, seed: 2 } },
      {
        ...{ folder: join(home, 'run'), log: [mlflowLogger({ environment })], onNotice, signal: stop.signal },
        onStep: ({ step }) => {
          if (step === 5) stop.abort()
        },
      },
    )
    const { record } = await resumeRun(folder, { log: [mlflowLogger({ environment })], onNotice })
    expect(notices).toEqual([])
    const { stdout } = await promisify(execFile)(join(venv, 'python'), ['-W', 'ignore', '-c', program, address, home])
    const read = JSON.parse(stdout.trim().split('\n').at(-1)!) as FromMlflow
    expect(read).toMatchObject({ status: 'FINISHED', name: 'linear, seed 2, first 600 images' })
    expect(read.params).toMatchObject({ net: 'linear', batchSize: '64', 'optimizer.learningRate': '0.001' })
    expect(read.tags).toMatchObject({ 'mlflow.source.name': 'mnist train', 'mnist.dataset': 'mnist' })
    expect(read.history.train_loss!.map(([step]) => step)).toEqual(Array.from({ length: 18 }, (_, index) => index + 1))
    expect(read.history.epoch_train_loss).toEqual(
      record.history.map(({ epoch, trainLoss }) => [9 * epoch, expect.closeTo(trainLoss, 9)]),
    )
    expect(read.history.test_accuracy).toEqual([[18, record.test!.accuracy]])
    expect(read.figures).toContain('figures/confusion.png')
    expect(await readFile(read.path)).toEqual(await readFile(join(folder, 'model.onnx')))
  },
)

/** Starts a server that keeps everything in a folder, and ends with the test. */
async function startServer(home: string): Promise<string> {
  const port = await freePort()
  const child = spawn(
    join(venv, 'mlflow'),
    [
      ...['server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
      ...[
        '--backend-store-uri',
        `sqlite:///${join(home, 'mlflow.db')}`,
        '--artifacts-destination',
        join(home, 'artifacts'),
      ],
    ],
    { cwd: home, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (said += text))
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`exit code ${code}: ${said}`)))
  ended.catch(() => {})
  onTestFinished(() => void process.kill(-child.pid!, 'SIGKILL'))
  const address = `http://127.0.0.1:${port}`
  const isThere = async () => {
    for (;;) {
      const answer = await fetch(`${address}/health`).catch(() => undefined)
      if (answer?.ok) return
      await wait(200)
    }
  }
  await Promise.race([isThere(), ended])
  return address
}
