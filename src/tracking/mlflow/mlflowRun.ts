import { type MlflowClient, MlflowError } from './client.js'
import type { MlflowSettings } from './settings.js'

/** A metric of a run at a step. */
export interface MlflowMetric {
  readonly key: string
  readonly value: number
  /** In milliseconds since 1970. */
  readonly timestamp: number
  readonly step: number
}

/** What a run is called by, at the server. */
export interface MlflowRunId {
  readonly runId: string
  readonly experimentId: string
}

/** A run as the server has it. */
export interface MlflowRun extends MlflowRunId {
  readonly artifactUri: string
  /** The last step that each metric was logged of. */
  readonly lastSteps: ReadonlyMap<string, number>
}

/** What a run begins with. */
export interface MlflowBeginning {
  readonly name: string
  readonly startTime: number
  readonly params: Readonly<Record<string, unknown>>
  readonly tags: Readonly<Record<string, string>>
}

interface RunAnswer {
  readonly run: {
    readonly info: { readonly run_id: string; readonly experiment_id: string; readonly artifact_uri: string }
    readonly data?: { readonly metrics?: readonly { readonly key: string; readonly step?: number | string }[] }
  }
}

/** Begins a run; the experiment is made where there is none of its name. */
export async function createMlflowRun(
  client: MlflowClient,
  experiment: MlflowSettings['experiment'],
  { name, startTime, params, tags }: MlflowBeginning,
): Promise<MlflowRun> {
  const experimentId = 'id' in experiment ? experiment.id : await experimentNamed(client, experiment.name)
  const answer = (await client.post('runs/create', {
    experiment_id: experimentId,
    run_name: name,
    start_time: startTime,
    tags: pairs(tags),
  })) as RunAnswer
  const run = runOf(answer)
  const all = pairs(params)
  for (let start = 0; start < all.length; start += 100)
    await client.post('runs/log-batch', { run_id: run.runId, params: all.slice(start, start + 100) })
  return run
}

/** Finds a run that was begun before, and marks it as running again; undefined where the server has none of that id. */
export async function continueMlflowRun(client: MlflowClient, { runId }: MlflowRunId): Promise<MlflowRun | undefined> {
  try {
    const answer = (await client.get(`runs/get?run_id=${encodeURIComponent(runId)}`)) as RunAnswer
    await client.post('runs/update', { run_id: runId, status: 'RUNNING' })
    return runOf(answer)
  } catch (error) {
    if (error instanceof MlflowError && (error.status === 404 || error.status === 400)) return undefined
    throw error
  }
}

async function experimentNamed(client: MlflowClient, name: string): Promise<string> {
  const find = async () => {
    const found = await client.get(`experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`)
    return (found as { experiment: { experiment_id: string } }).experiment.experiment_id
  }
  try {
    return await find()
  } catch (error) {
    if (!(error instanceof MlflowError && error.status === 404)) throw error
  }
  try {
    return ((await client.post('experiments/create', { name })) as { experiment_id: string }).experiment_id
  } catch (error) {
    if (error instanceof MlflowError && error.status === 400) return find() // another process was faster
    throw error
  }
}

function runOf({ run: { info, data } }: RunAnswer): MlflowRun {
  return {
    runId: info.run_id,
    experimentId: info.experiment_id,
    artifactUri: info.artifact_uri,
    lastSteps: new Map((data?.metrics ?? []).map(({ key, step = 0 }) => [key, Number(step)])),
  }
}

const pairs = (values: Readonly<Record<string, unknown>>) =>
  Object.entries(values).map(([key, value]) => ({ key, value: String(value) }))

/**
 * The path by which the server takes artifacts of a run.
 *
 * @throws {Error} if the server leaves that to its clients, each of which would need the means of the store (S3 and so on)
 */
export function artifactPath(artifactUri: string): string {
  const path = /^(?:mlflow-artifacts:(?:\/\/[^/]+)?|https?:\/\/.*?\/mlflow-artifacts\/artifacts)\/(.+)$/.exec(
    artifactUri,
  )?.[1]
  if (path === undefined)
    throw new Error(
      `expected a server that takes artifacts itself (mlflow server --serve-artifacts), received one that keeps them at ${artifactUri.replace(/\/\/[^/]*@/, '//…@')}`,
    )
  return path
}
