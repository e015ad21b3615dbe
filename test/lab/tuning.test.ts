import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { toDigits } from '../../lab/mine/digit.js'
import { tune } from '../../lab/mine/tuning.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { readModelMetadata } from '../../src/model/modelFile.js'
import { nodeRuntime } from '../../src/runtime/node.js'

test('a hand that mirrors its digits is learned, and nothing else is forgotten', async () => {
  const { training } = await loadMnist({ parts: ['training'] })
  const mirrored = Array.from({ length: 20 }, (_, place) => {
    const [index, image] = [training.labels.indexOf(place % 10, place * 100), new Uint8Array(784)]
    for (let pixel = 0; pixel < 784; pixel++)
      image[pixel] = training.images[index * 784 + Math.floor(pixel / 28) * 28 + 27 - (pixel % 28)]!
    return { image, label: place % 10 }
  })
  const model = await readFile('models/digits.onnx')
  const progress: number[] = []
  const examples = { model, trainingSet: toDigits(mirrored), heldOut: toDigits([]), mnist: training }
  const options = { threads: 1, onProgress: (share: number) => progress.push(share) }
  const { before, after, model: tuned } = await tune(nodeRuntime, examples, options)
  expect(before.trainingSet.right).toBeLessThan(14)
  expect(after.trainingSet.right).toBeGreaterThanOrEqual(18)
  expect(after.mnist.right).toBeGreaterThan(980)
  expect(after.outliers.right).toBeGreaterThan(before.outliers.right - 20)
  expect(after.heldOut).toEqual({ right: 0, of: 0 })
  expect(progress.at(-1)).toBe(1)
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  // Temperature and threshold go on to count; the accuracy was that of the old weights.
  const { accuracy: _, ...metadata } = readModelMetadata(model)
  expect(readModelMetadata(tuned)).toEqual(metadata)
}, 300_000)
