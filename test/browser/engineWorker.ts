import type { Digits } from '../../src/data/digits.js'
import { networkFrom } from '../../src/model/configuration.js'
import { preset } from '../../src/model/presets.js'
import { classificationExamples, classificationObjective } from '../../src/recipe/objective.js'
import type { Runtime } from '../../src/runtime/runtime.js'
import { webRuntime } from '../../src/runtime/web.js'
import { webGpuRuntime } from '../../src/runtime/webGpu.js'
import { compareEngines } from '../../src/training/compareEngines.js'
import { fit } from '../../src/training/fit.js'
import { optimizerFrom } from '../../src/training/optimizers.js'
import { scheduleFrom } from '../../src/training/schedules.js'

// Runs in a worker of a page, and in Node beside it: the same short training by the preset `fast`.

export interface EngineOrder {
  readonly engine: 'wasm' | 'webgpu'
  readonly threads: number
  readonly batchSize: number
  readonly steps: number
}

export interface EngineReport {
  /** Mean loss after each step, and the weights at the end. */
  readonly losses: number[]
  readonly weights: number[]
  /** WebGPU: how far its first gradients are from WebAssembly's, and whether a simulated card is taken unasked. */
  readonly difference?: number
  readonly takesSoftware?: boolean
}

export async function trainShortly(
  runtime: Runtime,
  digits: Digits,
  { threads, batchSize, steps }: EngineOrder,
): Promise<EngineReport> {
  const config = preset('fast')
  const losses: number[] = []
  const { state } = await fit(networkFrom(config), classificationExamples(firstOf(digits, steps * batchSize)), {
    ...classificationObjective(config.training),
    validation: classificationExamples(firstOf(digits, batchSize)),
    epochs: 1,
    batchSize,
    runtime,
    optimizer: optimizerFrom(config.training.optimizer),
    schedule: scheduleFrom(config.training.schedule),
    seed: 3,
    threads,
    onStep: ({ loss }) => losses.push(loss),
  })
  return { losses, weights: [...state.parameters.trained] }
}

function firstOf({ images, labels }: Digits, count: number): Digits {
  return { images: images.subarray(0, count * 784), labels: labels.subarray(0, count), count }
}

async function answer(order: EngineOrder): Promise<EngineReport> {
  const bytes = async (path: string) => new Uint8Array(await (await fetch(path)).arrayBuffer())
  const [images, labels] = await Promise.all([bytes('/images'), bytes('/labels')])
  const digits = { images, labels, count: labels.length }
  if (order.engine === 'wasm') return trainShortly(webRuntime, digits, order)
  const candidate = (await webGpuRuntime({ software: true }))!
  const config = preset('fast')
  const { difference } = await compareEngines(networkFrom(config), classificationExamples(digits), {
    ...classificationObjective(config.training),
    batchSize: order.batchSize,
    reference: webRuntime,
    candidate,
    seed: 3,
  })
  const takesSoftware = (await webGpuRuntime()) !== undefined
  return { ...(await trainShortly(candidate, digits, order)), difference, takesSoftware }
}

if (typeof process === 'undefined')
  addEventListener('message', async ({ data }: MessageEvent<EngineOrder>) => postMessage(await answer(data)))
