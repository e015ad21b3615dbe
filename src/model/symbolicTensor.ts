import * as v from 'valibot'
import { UsageError } from '../errors.js'
import type { ExampleShape, Layer, MergeLayer } from '../layers/layer.js'
import { oneOf, parseOptions, positiveInteger, show } from '../options.js'
import { defineTask, describeImage, mnistTask, type Task } from '../task.js'
import { type Preprocessing, preprocessingNames } from './preprocessing.js'

/** What flows between the layers of a model that is being put together: it has a shape, and no numbers yet. */
export interface SymbolicTensor {
  /** Of one example, the batch axis left out. */
  readonly shape: ExampleShape
  readonly origin: InputOrigin | LayerOrigin
}

/** An input of the model. */
export interface InputOrigin {
  readonly kind: 'input'
  readonly name?: string
  /** Set where the model is fed raw pixels. */
  readonly preprocessing?: Preprocessing
  /** What the pixels are of, where that is known. */
  readonly task?: Task
}

/** A layer applied to tensors: one, or several where it joins them. */
export interface LayerOrigin {
  readonly kind: 'layer'
  readonly name?: string
  readonly layer: Layer | MergeLayer
  readonly inputs: readonly SymbolicTensor[]
}

/** Options of `input`. */
export interface InputOptions {
  /** Letters, digits, `_`, `-` and `/`. Defaults to `input`, `input_1`, … */
  readonly name?: string
  /**
   * `standardize` or `normalize`: the model is fed raw pixels 0–255 (uint8; one channel without an axis of its own) and makes
   * floats of them. Defaults to none: the model is fed floats of the given shape.
   */
  readonly preprocessing?: Preprocessing
  /**
   * What the pixels are of, which `standardize` takes mean and deviation from. Defaults to MNIST's digits for pixels of their shape.
   */
  readonly task?: Task
}

const nameForm = /^[a-z][\w/-]*$/i

/** The form of a layer's or an input's name. */
export const nameSchema = v.pipe(
  v.string('a name: a letter, then letters, digits, _, - or /'),
  v.regex(nameForm, 'a name: a letter, then letters, digits, _, - or /'),
)

const inputSchema = v.strictObject({
  shape: v.array(positiveInteger, 'a list of positive integers'),
  name: v.optional(nameSchema),
  preprocessing: v.optional(oneOf(preprocessingNames)),
  task: v.optional(v.pipe(v.unknown(), v.transform(defineTask))),
})

/**
 * An input of a model.
 *
 * @param shape of one example, the batch left out: [channels, height, width] of an image, [features] of a vector
 * @throws {UsageError} if the shape or an option is not valid, if the task has images of another shape, or if pixels are to be
 * standardized and nothing says what they are of
 * @example const image = input([1, 28, 28], { name: 'image', preprocessing: 'standardize' })
 */
export function input(shape: ExampleShape, options: InputOptions = {}): SymbolicTensor {
  const parsed = parseOptions('input', inputSchema, { ...options, shape })
  const { name, preprocessing } = parsed
  const task = taskOf(parsed)
  return Object.freeze<SymbolicTensor>({
    shape: Object.freeze(parsed.shape),
    origin: Object.freeze<InputOrigin>({
      kind: 'input',
      ...(name !== undefined && { name }),
      ...(preprocessing !== undefined && { preprocessing }),
      ...(task && { task }),
    }),
  })
}

/** What the raw pixels of an input are of. */
function taskOf({ shape, preprocessing, task }: v.InferOutput<typeof inputSchema>): Task | undefined {
  const isOf = ({ imageShape }: Task) => imageShape.join() === shape.join()
  if (task && (!preprocessing || !isOf(task)))
    throw new UsageError(
      `input: expected preprocessing of ${describeImage(task)}, those of ${task.name}, ` +
        `received ${preprocessing ?? 'none'} of [${shape.join(', ')}]`,
    )
  const found = task ?? (preprocessing && isOf(mnistTask) ? mnistTask : undefined)
  if (preprocessing === 'standardize' && !found)
    throw new UsageError(
      `input: expected a task, which says mean and deviation of pixels [${shape.join(', ')}], received none`,
    )
  return found
}

/** Options of `applyLayer`. */
export interface ApplyOptions {
  /** Letters, digits, `_`, `-` and `/`. Defaults to the layer's kind, numbered from the second of that kind. */
  readonly name?: string
}

/**
 * Applies a layer to a tensor, or to a list of them where it joins several. A layer that is applied twice uses the same weights both
 * times.
 *
 * @param layers a layer, or a list of them, each applied to what the one before yields
 * @param inputs what the layer, or the first of the list, is applied to
 * @param options the name of the layer, the last one of a list
 * @throws {UsageError} if the input does not fit the layer
 * @example const sum = applyLayer(add(), [x, applyLayer(conv2d({ filters: 16, kernelSize: 3, padding: 'same' }), x)])
 */
export function applyLayer(
  layers: Layer | MergeLayer | readonly (Layer | MergeLayer)[],
  inputs: SymbolicTensor | readonly SymbolicTensor[],
  options: ApplyOptions = {},
): SymbolicTensor {
  const { name } = parseOptions('applyLayer', v.strictObject({ name: v.optional(nameSchema) }), options)
  const list = [layers].flat() as (Layer | MergeLayer)[]
  if (list.length === 0) throw new UsageError('applyLayer: expected a layer, received none')
  return list.reduce<readonly SymbolicTensor[]>(
    (xs, layer, index) => [applyOne(layer, xs, index === list.length - 1 ? name : undefined)],
    [inputs].flat() as SymbolicTensor[],
  )[0]!
}

function applyOne(
  layer: Layer | MergeLayer,
  inputs: readonly SymbolicTensor[],
  name: string | undefined,
): SymbolicTensor {
  const stray = inputs.find(x => x?.origin === undefined)
  if (stray !== undefined || inputs.includes(undefined as never))
    throw new UsageError(`${layer.kind}: expected tensors that input or applyLayer made, received ${show(stray)}`)
  const shapes = inputs.map(({ shape }) => shape)
  if (!('merge' in layer) && inputs.length !== 1)
    throw new UsageError(
      `${layer.kind}: expected one input, received ${inputs.length}; add, average and concatenate join several`,
    )
  const shape = 'merge' in layer ? layer.mergedShape(shapes) : layer.outputShape(shapes[0]!)
  return Object.freeze<SymbolicTensor>({
    shape: Object.freeze([...shape]),
    origin: Object.freeze<LayerOrigin>({
      kind: 'layer',
      layer,
      inputs: Object.freeze([...inputs]),
      ...(name !== undefined && { name }),
    }),
  })
}
