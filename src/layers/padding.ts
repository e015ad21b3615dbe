import { UsageError } from '../errors.js'
import { fixed, type Tensor } from '../graph/tensor.js'
import { type Pads, windowGrid } from '../graph/windows.js'
import type { ExampleShape } from './layer.js'

/** `valid`: windows stay inside the image. `same`: the image is padded so that there are ⌈size / stride⌉ windows. */
export const paddingNames = ['valid', 'same'] as const

/** Whether an image is padded with zeros: one of `paddingNames`, as in Keras. */
export type Padding = (typeof paddingNames)[number]

/** How many windows fit along height and width; throws where not one does. */
export function windowsAlong(
  kind: string,
  [, height, width]: ExampleShape,
  window: readonly [number, number],
  strides: readonly [number, number],
  padding: Padding,
): [number, number] {
  if (padding === 'same') return [Math.ceil(height! / strides[0]), Math.ceil(width! / strides[1])]
  if (window[0] > height! || window[1] > width!)
    throw new UsageError(
      `${kind}: expected a window that fits into ${height} × ${width} pixels, received ${window[0]} × ${window[1]}`,
    )
  return windowGrid(height!, width!, window, strides, [0, 0, 0, 0])
}

/** The zeros around x [batch, channels, height, width]. */
export function windowPads(
  x: Tensor,
  window: readonly [number, number],
  strides: readonly [number, number],
  padding: Padding,
): Pads {
  return padsOf([fixed(x, 2), fixed(x, 3)], window, strides, padding)
}

/** The zeros around an image of [height, width]; an odd one goes below and to the right, as in Keras. */
export function padsOf(
  image: readonly [number, number],
  window: readonly [number, number],
  strides: readonly [number, number],
  padding: Padding,
): Pads {
  if (padding === 'valid') return [0, 0, 0, 0]
  const total = image.map((size, i) =>
    Math.max(0, (Math.ceil(size / strides[i]!) - 1) * strides[i]! + window[i]! - size),
  ) as [number, number]
  const [top, left] = total.map(count => Math.floor(count / 2)) as [number, number]
  return [top, left, total[0] - top, total[1] - left]
}
