import { cast, equalMask, greaterMask } from '../graph/elementwise.js'
import { argMax } from '../graph/reduction.js'
import { transpose } from '../graph/shape.js'
import type { Tensor } from '../graph/tensor.js'
import { exampleMean } from './losses/exampleMean.js'
import { labeled } from './losses/labels.js'
import { type Measure, outputOf, type Pairing, targetOf } from './losses/loss.js'
import { overExample, type PositionPairing } from './losses/positionCrossentropy.js'

/**
 * What a training tells beside its loss, by name: `accuracy` becomes `trainAccuracy` and `validationAccuracy` in the history. Any
 * function of symbolic tensors will do, so a loss is a metric too: `{ error: meanAbsoluteError().apply }`.
 */
export type Metrics<M extends string = string> = Readonly<Record<M, Measure>>

/**
 * The fraction of examples whose most probable class is the labeled one; those without a class do not count.
 *
 * Output [batch, classes], target uint8 [batch].
 *
 * @example fit(network, examples, { metrics: { accuracy: accuracy() }, ...options })
 */
export function accuracy({ output, target = 'label' }: Pairing = {}): Measure {
  return (outputs, targets) => {
    const labels = targetOf('accuracy', targets, target)
    const hits = equalMask(argMax(outputOf('accuracy', outputs, output)), cast(labels, 'int64'))
    return { total: hits, count: labeled(labels) }
  }
}

/**
 * The fraction of examples whose most probable class is that of the target, a probability for each class: output and target [batch, classes].
 *
 * @example categoricalAccuracy()
 */
export function categoricalAccuracy({ output, target = 'label' }: Pairing = {}): Measure {
  return (outputs, targets) =>
    equalMask(
      argMax(outputOf('categoricalAccuracy', outputs, output)),
      argMax(targetOf('categoricalAccuracy', targets, target)),
    )
}

/**
 * The fraction of positions whose most probable class is the labeled one; positions without a class do not count.
 *
 * Output [batch, classes, …positions], target uint8 [batch, …positions].
 *
 * @example positionAccuracy({ classAxis: 'last' })
 */
export function positionAccuracy({ output, target = 'label', classAxis = 'first' }: PositionPairing = {}): Measure {
  return (outputs, targets) => {
    const labels = targetOf('positionAccuracy', targets, target)
    const y = outputOf('positionAccuracy', outputs, output)
    const hits = equalMask(argMax(classAxis === 'last' ? y : classesLast(y)), cast(labels, 'int64'))
    return { total: overExample(hits), count: overExample(labeled(labels)) }
  }
}

/**
 * The fraction of values on the right side of the threshold: output and target [batch, …].
 *
 * @param options.threshold 0.5 for probabilities, 0 for logits. Defaults to 0.5.
 * @example binaryAccuracy({ threshold: 0 })
 */
export function binaryAccuracy(options: Pairing & { readonly threshold?: number } = {}): Measure {
  const { output, target = 'target', threshold = 0.5 } = options
  return (outputs, targets) =>
    exampleMean(
      equalMask(
        greaterMask(outputOf('binaryAccuracy', outputs, output), threshold),
        greaterMask(targetOf('binaryAccuracy', targets, target), 0.5),
      ),
    )
}

function classesLast(y: Tensor): Tensor {
  const axes = [...y.shape.keys()]
  return transpose(y, [0, ...axes.slice(2), 1])
}
