import { ModelError } from '../errors.js'
import type { Preprocessing } from '../model/preprocessing.js'
import type { Task } from '../task.js'

/** What a net of others is fed for pixels 0–255; `standardized` by the mean and deviation of the task. */
export const pixelRanges = ['0..1', '0..255', '-1..1', 'standardized'] as const

/** What a net of others is fed for pixels 0–255: one of `pixelRanges`. */
export type PixelRange = (typeof pixelRanges)[number]

/** What becomes of a raw pixel of each channel: scale · pixel + offset; one number stands for all channels. */
export interface Affine {
  readonly scale: readonly number[]
  readonly offset: readonly number[]
}

/** What a layer at the beginning of a net does: scale · x + offset, for each channel or for all. */
export type Scaling = readonly [scale: readonly number[], offset: readonly number[]]

/** What a net is fed by whoever calls it. */
export function affineOf(range: PixelRange, { mean, deviation }: Pick<Task, 'mean' | 'deviation'>): Affine {
  switch (range) {
    case '0..255':
      return { scale: [1], offset: [0] }
    case '-1..1':
      return { scale: [2 / 255], offset: [-1] }
    case 'standardized':
      return {
        scale: deviation.map(value => 1 / (255 * value)),
        offset: mean.map((value, channel) => -value / deviation[channel]!),
      }
    default:
      return { scale: [1 / 255], offset: [0] }
  }
}

/** The same followed by scale · x + offset. */
export function followedBy(first: Affine, scale: readonly number[], offset: readonly number[]): Affine {
  const channels = Math.max(first.scale.length, first.offset.length, scale.length, offset.length)
  const at = (values: readonly number[], channel: number) => (values.length === 1 ? values[0]! : values[channel]!)
  const indices = [...Array(channels).keys()]
  return {
    scale: indices.map(channel => at(first.scale, channel) * at(scale, channel)),
    offset: indices.map(channel => at(first.offset, channel) * at(scale, channel) + at(offset, channel)),
  }
}

/**
 * The preprocessing that does the same, and the task with the mean and deviation that it needs.
 *
 * @throws {ModelError} if pixels are turned around, or if there is not one number for each channel
 */
export function preprocessingOf(affine: Affine, task: Task): { preprocessing: Preprocessing; task: Task } {
  const [channels] = task.imageShape
  const spread = (values: readonly number[]) =>
    values.length === 1 ? Array<number>(channels).fill(values[0]!) : values
  const [scale, offset] = [spread(affine.scale), spread(affine.offset)]
  if (
    scale.length !== channels ||
    offset.length !== channels ||
    !scale.every(value => value > 0 && Number.isFinite(value))
  )
    throw new ModelError(
      `expected pixels that are scaled by a number > 0 for each of ${channels} channels, received ${affine.scale.join(', ')}`,
    )
  if (scale.every(value => near(value * 255, 1)) && offset.every(value => near(value, 0)))
    return { preprocessing: 'normalize', task }
  const deviation = scale.map(value => 1 / (255 * value))
  const mean = offset.map((value, channel) => 0 - value * deviation[channel]!)
  const isOfTask = mean.every((value, i) => near(value, task.mean[i]!) && near(deviation[i]!, task.deviation[i]!))
  return { preprocessing: 'standardize', task: isOfTask ? task : { ...task, mean, deviation } }
}

/** The same number but for the rounding of single precision. */
const near = (a: number, b: number) => Math.abs(a - b) <= 1e-6
