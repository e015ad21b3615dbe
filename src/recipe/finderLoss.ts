import { absolute, cast, equalMask, greaterMask, multiply, negate, scale, subtract } from '../graph/elementwise.js'
import { argMax, sum } from '../graph/reduction.js'
import { reshape, slice, transpose } from '../graph/shape.js'
import { NONE } from '../reading/places.js'
import type { Loss, Measure } from '../training/losses/loss.js'

/**
 * How far boxes lie from what is wanted: the absolute error of offset and size, over the places that have a box.
 *
 * Output `boxes` float32 [batch, 4, rows, columns]; target `box` float32 [batch, 5, rows, columns], whose first channel is 1 where there is a box.
 */
export function boxError(): Loss {
  return {
    targets: outputs => {
      const [, rows, columns] = outputs.find(({ name }) => name === 'boxes')!.shape
      return [{ name: 'box', shape: [5, rows!, columns!], dtype: 'float32' }]
    },
    apply({ boxes }, { box }) {
      const [, , rows, columns] = box!.shape as [string, number, number, number]
      const known = slice(box!, [{ axis: 1, start: 0, end: 1 }])
      const wanted = slice(box!, [{ axis: 1, start: 1, end: 5 }])
      const error = multiply(known, absolute(subtract(boxes!, wanted)))
      return scale(sum(error, [1, 2, 3]), 1 / (rows * columns))
    },
  }
}

/** The share of places near the middle of a digit that name it. */
export const digitRecall: Measure = ({ classes }, { label, box }) => {
  const [, , rows, columns] = box!.shape as [string, number, number, number]
  const boxed = reshape(slice(box!, [{ axis: 1, start: 0, end: 1 }]), ['batch', rows, columns])
  // Separators have boxes, too.
  const known = multiply(boxed, greaterMask(negate(cast(label!, 'float32')), -NONE))
  const hits = equalMask(argMax(transpose(classes!, [0, 2, 3, 1])), cast(label!, 'int64'))
  return { total: sum(multiply(hits, known), [1, 2]), count: sum(known, [1, 2]) }
}
