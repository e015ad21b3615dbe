import { describe, expect, test } from 'vitest'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/model/checkpoint.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { arrayBatches, type BatchSource, generatorBatches } from '../../src/training/batchSource.js'
import { type Batch, batchLength } from '../../src/training/examples.js'
import { fit } from '../../src/training/fit.js'
import { prefetch } from '../../src/training/prefetch.js'
import type { TrainingState } from '../../src/training/state.js'
import { workerBatches } from '../../src/training/workerBatches.js'
import { sceneNet, sceneOptions } from './sceneNet.js'
import drawScenes from './scenes.js'

const STEPS = 4
const options = { count: 6, seed: 8 }

/** Scenes from a generator that draws only what it is asked for, and notes it. */
function generated(drawn: [epoch: number, step: number][] = []): BatchSource {
  return generatorBatches(STEPS, async function* (epoch, step) {
    for (; step < STEPS; step++) {
      drawn.push([epoch, step])
      yield drawScenes(epoch, step, options)
    }
  })
}

const bits = ({ parameters, slots, history }: TrainingState) => ({
  parameters,
  slots,
  history: history.map(record => ({ ...record, seconds: 0 })),
})

describe('a fully convolutional net on scenes that a generator draws', () => {
  test('learns where the digits are and which', async () => {
    const { history } = (await fit(sceneNet(), generated(), sceneOptions({ epochs: 20 }))).state
    expect(history.at(-1)!.trainLoss).toBeLessThan(history[0]!.trainLoss / 2)
    expect(history.at(-1)!.trainAccuracy).toBeGreaterThan(0.9)
  })

  test('ends with the same bits when it is interrupted at any step and resumed from the checkpoint', async () => {
    const whole = await fit(sceneNet(), generated(), sceneOptions())
    for (const interruption of [3, 4]) {
      const stop = new AbortController()
      let done = 0
      let saved: Uint8Array = new Uint8Array()
      const first = await fit(
        sceneNet(),
        generated(),
        sceneOptions({
          signal: stop.signal,
          onStep: () => ++done === interruption && stop.abort(),
          onCheckpoint: state => {
            saved = encodeCheckpoint(state)
          },
        }),
      )
      expect(first.ended).toBe('interrupted')
      const drawn: [number, number][] = []
      const second = await fit(sceneNet(), generated(drawn), sceneOptions({ resume: decodeCheckpoint(saved) }))
      expect(bits(second.state)).toEqual(bits(whole.state))
      expect(drawn[0]).toEqual([Math.floor(interruption / STEPS), interruption % STEPS])
      expect(drawn.length).toBe(2 * STEPS - interruption)
    }
  })

  test('has the same bits where workers draw, one or several', async () => {
    const here = await fit(sceneNet(), generated(), sceneOptions())
    for (const workers of [1, 2]) {
      const module = new URL('./scenes.js', import.meta.url)
      const source = workerBatches(nodeRuntime, module, { stepsPerEpoch: STEPS, options, workers })
      const there = await fit(sceneNet(), source, sceneOptions()).finally(source.close)
      expect(bits(there.state)).toEqual(bits(here.state))
      await expect(source.batch(0, 0)).rejects.toThrow('module: expected a thread in use, received one that was closed')
    }
  })

  test('tells what is wrong with the module of a worker, or with what it makes', async () => {
    const missing = workerBatches(nodeRuntime, new URL('./missing.js', import.meta.url), { stepsPerEpoch: 1 })
    await expect(fit(sceneNet(), missing, sceneOptions()).finally(missing.close)).rejects.toThrow(/missing\.js/)
    const module = new URL('./scenes.js', import.meta.url)
    const large = workerBatches(nodeRuntime, module, { stepsPerEpoch: 1, options: { count: 9, seed: 0 } })
    await expect(fit(sceneNet(), large, sceneOptions()).finally(large.close)).rejects.toThrow(
      'fit: expected a batch of 1 to 8 examples in epoch 1, step 1, received 9',
    )
  })

  test('refuses a batch whose arrays do not fit, and a generator that ends too soon', async () => {
    const wrong: BatchSource = {
      stepsPerEpoch: 1,
      batch: () => ({ ...drawScenes(0, 0, options), targets: { label: new Uint8Array(5) } }),
    }
    await expect(fit(sceneNet(), wrong, sceneOptions())).rejects.toThrow(
      'fit, batch of epoch 1, step 1: expected target label to be a Uint8Array of 1536 values, [6, 16, 16], received Uint8Array of 5',
    )
    const short = generatorBatches(2, function* () {
      yield drawScenes(0, 0, options)
    })
    await expect(fit(sceneNet(), short, sceneOptions())).rejects.toThrow(
      'generatorBatches: expected 2 batches in epoch 1, received 1',
    )
  })
})

describe('prefetch', () => {
  const batch: Batch = { count: 1, inputs: {}, targets: {} }

  test('asks ahead by as many batches as told, over the end of an epoch, and never for one beyond the last', async () => {
    const asked: [number, number][] = []
    const source: BatchSource = {
      stepsPerEpoch: 2,
      batch(epoch, step) {
        asked.push([epoch, step])
        return batch
      },
    }
    const next = prefetch(source, { epoch: 0, step: 1 }, { epochs: 3, ahead: 2 })
    expect(asked).toEqual([])
    await next()
    expect(asked).toEqual([
      [0, 1],
      [1, 0],
      [1, 1],
    ])
    await next()
    expect(asked.slice(3)).toEqual([[2, 0]])
    await next()
    await next()
    await next()
    expect(asked.slice(4)).toEqual([[2, 1]])
  })

  test('hands on the batches in order, however long each takes, and tells an error when its turn comes', async () => {
    const pending: (() => void)[] = []
    const source: BatchSource = {
      stepsPerEpoch: 4,
      batch: (_, step) =>
        new Promise((resolve, reject) =>
          pending.push(() => (step === 2 ? reject(new Error('no paper')) : resolve({ ...batch, count: step }))),
        ),
    }
    const next = prefetch(source, { epoch: 0, step: 0 }, { epochs: 1, ahead: 3 })
    const found = [next(), next(), next(), next()]
    for (const settle of pending.toReversed()) settle()
    expect(await Promise.allSettled(found)).toMatchObject([
      { value: { count: 0 } },
      { value: { count: 1 } },
      { reason: { message: 'no paper' } },
      { value: { count: 3 } },
    ])
  })
})

test('batches of arrays show every example of an epoch once, in another order each', () => {
  const examples = { count: 10, inputs: { x: Float32Array.from({ length: 10 }, (_, i) => i) }, targets: {} }
  const source = arrayBatches(examples, { batchSize: 4, seed: 1 })
  expect(source.stepsPerEpoch).toBe(3)
  const epoch = (number: number) => [0, 1, 2].map(step => source.batch(number, step) as Batch)
  expect(epoch(0).map(batchLength)).toEqual([4, 4, 2])
  const order = (number: number) => epoch(number).flatMap(({ indices }) => [...indices!])
  expect(order(0).toSorted()).toEqual([...examples.inputs.x])
  expect(order(1)).not.toEqual(order(0))
  expect(order(0)).toEqual(order(0))
})

test('a generator is closed at the end of each epoch, and where another step is asked for', async () => {
  const closed: number[] = []
  const source = generatorBatches(2, function* (epoch, step) {
    try {
      for (; ; step++) yield { count: step, inputs: {}, targets: {} }
    } finally {
      closed.push(epoch)
    }
  })
  expect((await source.batch(0, 0)).count).toBe(0)
  expect((await source.batch(0, 1)).count).toBe(1)
  expect(closed).toEqual([0])
  expect((await source.batch(1, 0)).count).toBe(0)
  expect((await source.batch(3, 1)).count).toBe(1)
  expect(closed).toEqual([0, 1, 3])
})
