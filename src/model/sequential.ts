import * as v from 'valibot'
import { inContext } from '../errorContext.js'
import { UsageError } from '../errors.js'
import type { ExampleShape, Layer } from '../layers/layer.js'
import { oneOf, parseOptions, positiveInteger, show } from '../options.js'
import { defineTask, mnistTask, type Task } from '../task.js'
import { type Model, model } from './model.js'
import { type Preprocessing, preprocessingNames } from './preprocessing.js'
import { applyLayer, input, type SymbolicTensor } from './symbolicTensor.js'

/** A model whose layers follow one another. */
export type Sequential = Model

/** Options of `sequential`. */
export interface SequentialOptions {
  /** What the model classifies. Defaults to MNIST's digits. */
  readonly task?: Task
  /** What happens to the pixels of an image before the first layer. Defaults to `standardize`. */
  readonly preprocessing?: Preprocessing
  /**
   * The shape of an example, for anything but images of a task: the model is fed floats as `input` and yields `output`, whatever the
   * last layer makes. Defaults to the raw pixels of the task as `image`, of which the model must make `probabilities`.
   */
  readonly inputShape?: readonly number[]
}

const schema = v.strictObject({
  task: v.optional(v.pipe(v.unknown(), v.transform(defineTask))),
  preprocessing: v.optional(oneOf(preprocessingNames)),
  inputShape: v.optional(v.array(positiveInteger, 'a list of positive integers')),
})

/**
 * Composes layers, first to last, into a model. Without an `inputShape` it is one for images of a task, and its last layer must yield
 * the probabilities of the classes.
 *
 * @throws {UsageError} if a layer does not fit what comes before it, which it names, or if a model of images does not end in a softmax
 * over as many values as there are classes
 * @example sequential([flatten(), dense({ units: 10, activation: 'softmax' })])
 * @example sequential([dense({ units: 8, activation: 'tanh' }), dense({ units: 1 })], { inputShape: [2] })
 */
export function sequential(layers: readonly Layer[], options: SequentialOptions = {}): Sequential {
  const { task, preprocessing, inputShape } = parseOptions('sequential', schema, options)
  if (inputShape === undefined) {
    const image = imageInput(task, preprocessing)
    const probabilities = chain(layers, image)
    expectProbabilities('sequential', layers.at(-1), probabilities.shape, task)
    return model({ inputs: image, outputs: { probabilities } })
  }
  if (task !== undefined || preprocessing !== undefined)
    throw new UsageError(
      `sequential: expected no task or preprocessing of floats, received ${show(task?.name ?? preprocessing)} and an inputShape`,
    )
  const examples = input(inputShape, { name: 'input' })
  if (layers.length === 0) throw new UsageError('sequential: expected at least one layer, received none')
  return model({ inputs: examples, outputs: { output: chain(layers, examples) } })
}

/** The raw pixels of a task. */
export function imageInput(task: Task = mnistTask, preprocessing: Preprocessing = 'standardize'): SymbolicTensor {
  return input(task.imageShape, { name: 'image', preprocessing, task })
}

function chain(layers: readonly Layer[], first: SymbolicTensor): SymbolicTensor {
  const seen = new Set<Layer>()
  return layers.reduce((x, layer, index) => {
    // Each place in the list has weights of its own, also where one layer stands in two of them.
    const own = seen.has(layer) ? Object.freeze({ ...layer }) : layer
    seen.add(layer)
    try {
      return applyLayer(own, x)
    } catch (error) {
      throw inContext(`layers[${index}]: `, error)
    }
  }, first)
}

/**
 * Refuses what is no distribution over the classes.
 *
 * @throws {UsageError} if the layer does not end in a softmax over as many values as there are classes
 */
export function expectProbabilities(
  owner: string,
  last: Pick<Layer, 'kind' | 'config'> | undefined,
  shape: ExampleShape,
  { classes: { length: classes } }: Pick<Task, 'classes'> = mnistTask,
): void {
  const ends = last?.config.activation ?? last?.config.function
  if (shape.length === 1 && shape[0] === classes && ends === 'softmax') return
  throw new UsageError(
    `${owner}: expected a last layer that yields [${classes}] probabilities by softmax, such as ` +
      `dense({ units: ${classes}, activation: 'softmax' }), received ` +
      (last
        ? `${last.kind} with output shape [${shape.join(', ')}] and activation ${typeof ends === 'object' ? show(ends) : (ends ?? 'none')}`
        : 'no layer'),
  )
}
