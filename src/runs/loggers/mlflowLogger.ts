import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { exists, writeWhole } from '../../node/files.js'
import { createMlflowClient } from '../../tracking/mlflow/client.js'
import {
  artifactPath,
  continueMlflowRun,
  createMlflowRun,
  type MlflowMetric,
  type MlflowRun,
} from '../../tracking/mlflow/mlflowRun.js'
import { mlflowSettings } from '../../tracking/mlflow/settings.js'
import { figureNames, figuresFolder, modelFile, recordFile, reportFile } from '../runFolder.js'
import { hyperParametersOf } from './hyperParameters.js'
import type { LoggedRun, RunLogger } from './runLogger.js'

/** File of a run's folder that says which run it is at the server. */
export const mlflowFile = 'mlflow.json'

/** Metrics to a request: MLflow takes 1,000. */
const BATCH = 1000
/** So many that wait are too many: the server does not keep up. */
const MAX_WAITING = 100_000

const statuses = { finished: 'FINISHED', failed: 'FAILED', interrupted: 'KILLED', running: 'RUNNING' } as const
const idSchema = v.object({ runId: v.string(), experimentId: v.string() })

/**
 * Logs a run at a server of MLflow: parameters, metrics by step and by epoch, tags, and at the end model, record, report and figures as
 * artifacts. A resumed run continues its own there, and no metric is logged twice of a step. The training waits for nothing of this.
 *
 * @param options.environment what has the settings of MLflow's own clients, `MLFLOW_TRACKING_URI` and so on. Defaults to `process.env`.
 * @param options.delay milliseconds before a request that failed is first repeated. Defaults to 500.
 * @throws {UsageError} if there is no address of a server
 * @example await trainRun({ preset: 'fast' }, { log: [mlflowLogger()] }) // as does log: ['mlflow']
 */
export function mlflowLogger(
  options: { readonly environment?: Readonly<Record<string, string | undefined>>; readonly delay?: number } = {},
): RunLogger {
  const settings = mlflowSettings(options.environment ?? process.env)
  const client = createMlflowClient(settings, options)
  let [folder, waiting]: [string, MlflowMetric[]] = ['', []]
  let begun: Promise<MlflowRun> | undefined
  let sending: Promise<void> | undefined

  async function begin({ record, title, folder }: LoggedRun): Promise<MlflowRun> {
    const path = join(folder, mlflowFile)
    const before = (await exists(path)) ? v.parse(idSchema, JSON.parse(await readFile(path, 'utf8'))) : undefined
    const found = before && (await continueMlflowRun(client, before))
    if (found) return found
    const run = await createMlflowRun(client, settings.experiment, {
      name: title,
      startTime: Date.parse(record.started),
      params: hyperParametersOf(record),
      tags: {
        'mlflow.source.name': 'mnist train',
        'mlflow.source.type': 'LOCAL',
        'mlflow.note.content': `\`${record.command}\``,
        'mnist.version': record.version,
        'mnist.dataset': record.data.dataset ?? 'mnist',
      },
    })
    const { runId, experimentId } = run
    await writeWhole(path, `${JSON.stringify({ runId, experimentId })}\n`)
    return run
  }

  /** Sends what waits, one request after the other; what comes meanwhile goes with the next. */
  async function send(): Promise<void> {
    const { runId, lastSteps } = await begun!
    for (;;) {
      const metrics = waiting.splice(0, BATCH).filter(({ key, step }) => step > (lastSteps.get(key) ?? -1))
      if (metrics.length > 0) await client.post('runs/log-batch', { run_id: runId, metrics })
      if (waiting.length === 0) return
    }
  }

  function add(step: number, values: Readonly<Record<string, number | null>>): Promise<void> | undefined {
    const timestamp = Date.now()
    for (const [key, value] of Object.entries(values))
      if (value !== null && Number.isFinite(value)) waiting.push({ key, value, timestamp, step })
    if (waiting.length > MAX_WAITING)
      throw new Error(`${settings.address}: more than ${MAX_WAITING} metrics wait to be sent`)
    if (sending !== undefined) return undefined // its promise is known already
    sending = send().finally(() => {
      sending = undefined
    })
    return sending
  }

  async function uploadFiles({ artifactUri }: MlflowRun): Promise<void> {
    const to = artifactPath(artifactUri)
    const figures = figureNames.map(name => `${figuresFolder}/${name}.png`)
    for (const file of [modelFile, recordFile, reportFile, ...figures])
      if (await exists(join(folder, file))) await client.upload(`${to}/${file}`, await readFile(join(folder, file)))
  }

  return {
    name: 'mlflow',
    onBegin(run) {
      folder = run.folder
      begun = begin(run)
      return begun.then(() => {})
    },
    onSteps({ of, step, loss, accuracy, learningRate }) {
      const measured = { [`${of}_loss`]: loss, [`${of}_accuracy`]: accuracy }
      return add(step, of === 'train' ? { ...measured, learning_rate: learningRate } : measured)
    },
    onEpoch({ step, epoch, seconds, trainLoss, trainAccuracy, validationLoss, validationAccuracy }) {
      return add(step, {
        ...{ epoch, epoch_seconds: seconds, epoch_train_loss: trainLoss, epoch_train_accuracy: trainAccuracy },
        ...{ epoch_validation_loss: validationLoss, epoch_validation_accuracy: validationAccuracy },
      })
    },
    onTest: ({ step, evaluation: { accuracy, loss } }) => add(step, { test_accuracy: accuracy, test_loss: loss }),
    async onEnd({ record: { status } }) {
      if (!begun) return
      const run = await begun
      while (waiting.length > 0 || sending !== undefined) await (sending ?? add(0, {}))
      const problem = status === 'finished' && (await uploadFiles(run).catch((error: Error) => error))
      await client.post('runs/update', { run_id: run.runId, status: statuses[status], end_time: Date.now() })
      if (problem) throw problem
    },
    close: client.close,
  }
}
