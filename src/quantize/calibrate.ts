import type { Digits } from '../data/digits.js'
import { toOnnx } from '../graph/onnx.js'
import type { Runtime } from '../runtime/runtime.js'
import { imageSize, pixelShape } from '../task.js'
import { floatGraph } from './floatGraph.js'
import type { QuantizationPlan } from './plan.js'
import { keepingScale, type ValueRange } from './scales.js'

/** Images computed at once. */
const BATCH = 100

/**
 * Finds the range of values that each operation of a plan yields, on images: the least and the largest that was seen.
 *
 * @param images raw pixels, image after image
 * @returns ranges by the names of the operations that have a scale of their own
 */
export async function calibrate(
  plan: QuantizationPlan,
  images: Digits['images'],
  { runtime, threads }: { readonly runtime: Runtime; readonly threads: number },
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
  const size = imageSize(plan.task)
  const graph = floatGraph(plan)
  // Outputs have names of their own, since those of layers may be those of inputs.
  const outputs = Object.fromEntries(names.map((name, index) => [`result${index}`, graph.get(name)!]))
  const program = await runtime.compile(toOnnx(outputs).model, { threads })
  try {
    const extremes = names.map(() => ({ low: 0, high: 0 })) // zero must have an integer of its own
    for (let start = 0; start < images.length; start += BATCH * size) {
      const data = images.subarray(start, start + BATCH * size)
      const results = await program.run({ image: { data, shape: [data.length / size, ...pixelShape(plan.task)] } })
      for (const [index, range] of extremes.entries())
        for (const value of results[`result${index}`]!.data as Float32Array) {
          if (value < range.low) range.low = value
          else if (value > range.high) range.high = value
        }
    }
    return new Map(names.map((name, index) => [name, extremes[index]!]))
  } finally {
    await program.dispose()
  }
}
