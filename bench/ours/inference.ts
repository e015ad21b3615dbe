import { readFile } from 'node:fs/promises'
import {
  fit as fitNetwork,
  loadClassifier,
  loadMnist,
  networkFrom,
  type PresetName,
  preset,
  saveClassifier,
  takeDigits,
} from '../../src/index.js'
import { loadOnnxruntime } from '../../src/runtime/nodeOnnxruntime.js'
import { median } from '../statistics.js'

/** Writes the model file that is timed. Its weights are hardly trained: they cost as much as good ones. */
export async function writeModel(name: PresetName, path: string) {
  const { training } = await loadMnist({ parts: ['training'] })
  const { classifier } = await fitNetwork(networkFrom(preset(name)), takeDigits(training, 256), {
    epochs: 1,
    validation: 0,
    threads: 1,
  })
  await saveClassifier(classifier, path)
  await classifier.dispose()
  return { model: path }
}

type Classify = (images: Uint8Array) => Promise<unknown>

export interface InferenceOptions {
  readonly model: string
  readonly threads: number
  /** Passes over the 10,000 test images. */
  readonly passes: number
}

/** Our classifier, as a user of the package calls it. */
export async function measureInference({ model, threads, passes }: InferenceOptions) {
  const classifier = await loadClassifier(model, { threads })
  const { test } = await loadMnist({ parts: ['test'] })
  return timed({ predict: images => classifier.predict(images) }, test.images, passes)
}

/** The same file in ONNX Runtime alone, with its own defaults but for the number of threads. */
export async function measureRawInference({ model, threads, passes }: InferenceOptions) {
  const { InferenceSession, Tensor } = await loadOnnxruntime()
  const session = await InferenceSession.create(await readFile(model), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
  })
  const { test } = await loadMnist({ parts: ['test'] })
  const run: Classify = images => session.run({ image: new Tensor('uint8', images, [images.length / PIXELS, 28, 28]) })
  const halves: Classify = async images => {
    const middle = Math.ceil(images.length / PIXELS / 2) * PIXELS
    await run(images.subarray(0, middle))
    if (middle < images.length) await run(images.subarray(middle))
  }
  return timed({ 'session.run': run, 'session.run on halves': halves }, test.images, passes)
}

const PIXELS = 28 * 28

/** The best of several ways to classify, measured as bench/peers/common.py does. */
async function timed(ways: Readonly<Record<string, Classify>>, images: Uint8Array, passes: number) {
  const batches = slices(images, 1000)
  const rates: Record<string, number> = {}
  const latencies: Record<string, number> = {}
  for (const [name, classify] of Object.entries(ways)) {
    await classify(batches[0]!)
    await classify(images.subarray(0, PIXELS)) // whatever is prepared for a shape is prepared now
    const seconds: number[] = []
    for (let pass = 0; pass < passes; pass++) {
      const started = performance.now()
      for (const batch of batches) await classify(batch)
      seconds.push((performance.now() - started) / 1000)
    }
    rates[name] = images.length / PIXELS / median(seconds)
    const milliseconds: number[] = []
    for (const image of slices(images.subarray(0, 320 * PIXELS), 1)) {
      const started = performance.now()
      await classify(image)
      milliseconds.push(performance.now() - started)
    }
    latencies[name] = median(milliseconds.slice(20)) // the first 20 warm up
  }
  const [fastest, quickest] = [best(rates, 1), best(latencies, -1)]
  return {
    images_per_second: rates[fastest]!,
    images_per_second_by: fastest,
    one_image_ms: latencies[quickest]!,
    one_image_ms_by: quickest,
    images_per_second_all: rates,
    one_image_ms_all: latencies,
  }
}

function slices(images: Uint8Array, count: number): Uint8Array[] {
  const length = count * PIXELS
  return Array.from({ length: images.length / length }, (_, i) => images.subarray(i * length, (i + 1) * length))
}

function best(values: Readonly<Record<string, number>>, sign: 1 | -1): string {
  return Object.entries(values).reduce((a, b) => (sign * b[1] > sign * a[1] ? b : a))[0]
}
