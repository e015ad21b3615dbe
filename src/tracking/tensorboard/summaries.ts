import { UsageError } from '../../errors.js'
import type { SummaryValue } from './summaryValue.js'

/**
 * A number, drawn as a curve over the steps.
 *
 * @param tag name of the curve, such as `loss`
 * @param value what it is; one that is not finite leaves a gap
 * @example scalarSummary('accuracy', 0.98)
 */
export function scalarSummary(tag: string, value: number): SummaryValue {
  return { tag, tensor: { shape: [], data: Float32Array.of(value) }, plugin: 'scalars', dataClass: 'scalar' }
}

/** Buckets of a histogram, as TensorBoard's own. */
const BUCKETS = 30

/**
 * How often which values are there, over the steps. Values that are not finite are left out.
 *
 * @param values the numbers, such as the weights of a layer
 * @example histogramSummary('weights/dense.kernel', kernel)
 */
export function histogramSummary(tag: string, values: ArrayLike<number>): SummaryValue {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const range = high - low
  const counts = new Float32Array(range >= 0 ? BUCKETS : 0)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (Number.isFinite(value))
      // Where all are equal, TensorBoard has them in the last bucket.
      counts[range > 0 ? Math.min(BUCKETS - 1, Math.floor(((value - low) / range) * BUCKETS)) : BUCKETS - 1]!++
  }
  const edge = (bucket: number) => low + (range * bucket) / BUCKETS
  const data = Float32Array.from(
    [...counts].flatMap((count, bucket) => [
      edge(bucket),
      bucket + 1 === counts.length ? high : edge(bucket + 1),
      count,
    ]),
  )
  return { tag, tensor: { shape: [counts.length, 3], data }, plugin: 'histograms', dataClass: 'tensor' }
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/**
 * An image.
 *
 * @param png bytes of a PNG file, such as `svgToPng` makes
 * @throws {UsageError} if the bytes are not those of a PNG file
 * @example imageSummary('confusion matrix', svgToPng(confusionFigure(confusion)))
 */
export function imageSummary(tag: string, png: Uint8Array): SummaryValue {
  if (png.length < 24 || PNG.some((byte, i) => png[i] !== byte))
    throw new UsageError(`imageSummary: expected the bytes of a PNG file, received ${png.length} other bytes`)
  const view = new DataView(png.buffer, png.byteOffset)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  const tensor = { shape: [3], data: [String(width), String(height), png] }
  return { tag, tensor, plugin: 'images', dataClass: 'blobs' }
}

/**
 * A text; TensorBoard shows it as Markdown.
 *
 * @example textSummary('notes', 'trained on **augmented** images')
 */
export function textSummary(tag: string, markdown: string): SummaryValue {
  return { tag, tensor: { shape: [], data: [markdown] }, plugin: 'text', dataClass: 'tensor' }
}
