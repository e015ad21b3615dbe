import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Abandonment } from '../../src/serve/abandonment.js'
import { type BatcherOptions, createBatcher } from '../../src/serve/models/batcher.js'

/** A batcher of images of two values, whose answer is their sum and the size of their batch; batches end when they are let go. */
function heldBatcher(options: Partial<BatcherOptions> = {}) {
  const held: (() => void)[] = []
  const sizes: number[] = []
  const batcher = createBatcher({
    imageSize: 2,
    classes: 2,
    maxBatch: 4,
    maxDelay: 0,
    concurrency: 1,
    onBatch: images => sizes.push(images),
    compute: async images => {
      await new Promise<void>(resolve => held.push(resolve))
      const count = images.length / 2
      return Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? images[i]! + images[i + 1]! : count))
    },
    ...options,
  })
  return { ...batcher, held, sizes, letGo: () => held.shift()!() }
}

const image = (...values: number[]) => Uint8Array.from(values)
const turn = () => new Promise(setImmediate)

test('what arrives while a batch is computed makes up the next one, and each gets its own answer', async () => {
  const { predict, letGo, sizes, waiting } = heldBatcher()
  const first = predict(image(1, 2))
  const others = [predict(image(3, 4)), predict(image(5, 6, 7, 8)), predict(image(9, 10))]
  expect(waiting()).toBe(4)
  letGo()
  expect([...(await first)]).toEqual([3, 1])
  await turn()
  letGo()
  expect((await Promise.all(others)).map(answer => [...answer])).toEqual([
    [7, 4],
    [11, 4, 15, 4],
    [19, 4],
  ])
  expect(sizes).toEqual([1, 4])
  expect(waiting()).toBe(0)
})

test('an image waits for others no longer than the delay, and not at all where the batch is full', async () => {
  const { predict, letGo, held } = heldBatcher({ maxDelay: 40 })
  const started = performance.now()
  const alone = predict(image(1, 1))
  expect(held).toHaveLength(0)
  while (held.length === 0) await turn()
  expect(performance.now() - started).toBeGreaterThanOrEqual(39)
  letGo()
  await alone
  const full = predict(image(1, 1, 2, 2, 3, 3, 4, 4))
  expect(held).toHaveLength(1)
  letGo()
  expect((await full).length).toBe(8)
})

test('what is abandoned while it waits is dropped, and the others are not held up', async () => {
  const { predict, letGo, sizes, waiting } = heldBatcher()
  const first = predict(image(1, 2))
  const abandonment = new Abandonment()
  const dropped = predict(image(3, 4), abandonment)
  const kept = predict(image(5, 6))
  abandonment.abandon(new Error('the client has gone'))
  await expect(dropped).rejects.toThrow('the client has gone')
  expect(waiting()).toBe(1)
  await expect(predict(image(1, 1), abandonment)).rejects.toThrow('the client has gone')
  letGo()
  await first
  await turn()
  letGo()
  expect([...(await kept)]).toEqual([11, 1])
  expect(sizes).toEqual([1, 1])
})

test('where computing fails, all of the batch are told, and the next batch is computed', async () => {
  let fails = true
  const { predict } = createBatcher({
    ...{ imageSize: 1, classes: 1, maxBatch: 2, maxDelay: 0, concurrency: 1 },
    compute: async images => {
      if (fails) throw new Error('no memory')
      return Float32Array.from(images)
    },
  })
  await expect(predict(image(1))).rejects.toThrow('no memory')
  fails = false
  expect([...(await predict(image(7)))]).toEqual([7])
})

test('whatever arrives, of whatever size: every image is answered once, in its place, and no batch is too large', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      async (counts, maxBatch, concurrency) => {
        let [running, most] = [0, 0]
        const { predict } = createBatcher({
          ...{ imageSize: 1, classes: 1, maxBatch, maxDelay: 0, concurrency },
          compute: async images => {
            most = Math.max(most, ++running)
            expect(images.length).toBeLessThanOrEqual(maxBatch)
            await turn()
            running--
            return Float32Array.from(images)
          },
        })
        const sent = counts.map((count, index) => Uint8Array.from({ length: count }, (_, i) => (10 * index + i) % 256))
        const answers = await Promise.all(sent.map(images => predict(images)))
        expect(answers.map(answer => [...answer])).toEqual(sent.map(images => [...images]))
        expect(most).toBeLessThanOrEqual(concurrency)
      },
    ),
  )
})
