import type { Digits } from '../data/digits.js'
import { toOnnx } from '../graph/onnx.js'
import type { Program, Runtime } from '../runtime/runtime.js'
import { imageSize, pixelShape } from '../task.js'
import { floatGraph } from './floatGraph.js'
import { histogramOf, type RangeMethod, rangeOf, type ValueRange } from './histogram.js'
import type { Plan } from './plan.js'
import { keepingScale } from './scales.js'

/** Images computed at once. */
const BATCH = 100

/**
 * Finds the range of values that each operation of a plan yields, on images.
 *
 * @param images raw pixels, image after image
 * @param method how a range is chosen of the values that were seen
 * @returns ranges by the names of the operations that have a scale of their own
 */
export async function calibrate(
  plan: Plan,
  images: Digits['images'],
  { runtime, method, threads }: { readonly runtime: Runtime; readonly method: RangeMethod; readonly threads: number },
): Promise<Map<string, ValueRange>> {
  const names = plan.operations
    .filter(
      operation =>
        operation.kind !== 'input' &&
        !keepingScale.has(operation.kind) &&
        !(operation.kind === 'convolution' && operation.isLogits),
    )
    .map(({ name }) => name)
  if (names.length === 0) return new Map()
  const graph = floatGraph(plan)
  // Outputs have names of their own, since those of layers may be those of inputs.
  const outputs = Object.fromEntries(names.map((name, index) => [`result${index}`, graph.get(name)!]))
  const program = await runtime.compile(toOnnx(outputs).model, { threads })
  try {
    const extremes = names.map(() => ({ low: 0, high: 0 })) // zero must have an integer of its own
    await forEachBatch(program, plan, images, (index, values) => {
      const range = extremes[index]!
      for (const value of values) {
        if (value < range.low) range.low = value
        else if (value > range.high) range.high = value
      }
    })
    if (method === 'minMax') return new Map(names.map((name, index) => [name, extremes[index]!]))
    const histograms = extremes.map(histogramOf)
    await forEachBatch(program, plan, images, (index, values) => histograms[index]!.add(values))
    return new Map(names.map((name, index) => [name, rangeOf(histograms[index]!, method)]))
  } finally {
    await program.dispose()
  }
}

async function forEachBatch(
  program: Program,
  { task }: Plan,
  images: Uint8Array,
  use: (index: number, values: Float32Array) => void,
): Promise<void> {
  const size = imageSize(task)
  for (let start = 0; start < images.length; start += BATCH * size) {
    const data = images.subarray(start, start + BATCH * size)
    const results = await program.run({ image: { data, shape: [data.length / size, ...pixelShape(task)] } })
    for (const name in results) use(Number(name.slice('result'.length)), results[name]!.data as Float32Array)
  }
}
