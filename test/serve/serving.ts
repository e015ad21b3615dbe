import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type afterAll, onTestFinished } from 'vitest'
import { dense } from '../../src/layers/dense.js'
import { flatten } from '../../src/layers/flatten.js'
import { exportModel } from '../../src/model/modelFile.js'
import { sequential } from '../../src/model/sequential.js'
import { type ServeOptions, type Serving, serve } from '../../src/serve/serve.js'
import { mnistTask, type Task } from '../../src/task.js'
import { initialParameters } from '../../src/training/parameters.js'

/** A server with what its tests look at. */
export interface TestServing extends Serving {
  readonly errors: Error[]
  readonly log: string[]
}

/** Serves at any free port until the tests of the file, or the one in progress, are over. */
export async function startServing(
  options: Partial<ServeOptions> = {},
  { until = onTestFinished as typeof afterAll } = {},
): Promise<TestServing> {
  const [errors, log]: [Error[], string[]] = [[], []]
  const serving = await serve({
    port: 0,
    threads: 1,
    onError: error => errors.push(error),
    onRequest: ({ route, status }) => log.push(`${status} ${route}`),
    ...options,
  })
  const drained = { done: undefined as Promise<void> | undefined }
  const drain = () => {
    drained.done ??= serving.drain()
    return drained.done
  }
  until(drain)
  return { ...serving, drain, errors, log }
}

/** A model that knows nothing yet, but computes; another seed is another model. */
export function untrainedModel(seed: number, task: Task = mnistTask): Uint8Array {
  const net = sequential([flatten(), dense({ units: task.classes.length, activation: 'softmax' })], { task })
  return exportModel(net, initialParameters(net, seed))
}

/** Writes such a model into a folder. */
export async function writeModel(folder: string, name: string, seed: number, task?: Task): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, untrainedModel(seed, task))
  return path
}

/** Images of noise. */
export function noise(count: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length: count * 784 }, (_, at) => ((at + 1) * (seed + 7919) * 2654435761) >>> 24)
}

// biome-ignore lint/suspicious/noExplicitAny: what a response holds is for the test to say
export type Json = any

/** The status and the JSON of a response. */
export async function ask(
  address: string,
  init?: RequestInit,
): Promise<{ status: number; body: Json; headers: Headers }> {
  const response = await fetch(address, init)
  return { status: response.status, body: await response.json(), headers: response.headers }
}

export function postJson(address: string, value: unknown): ReturnType<typeof ask> {
  return ask(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  })
}
