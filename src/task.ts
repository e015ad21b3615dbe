import * as v from 'valibot'
import { UsageError } from './errors.js'
import { finite, flag, parseOptions, positive, positiveInteger } from './options.js'

/**
 * What a classifier is asked: which of several classes an image of a certain shape belongs to. Data, nets, training, model files,
 * evaluation and figures take their sizes and names from here.
 */
export interface Task {
  /** What people call it. */
  readonly name: string
  /** Of every image: [channels, height, width], in pixels. */
  readonly imageShape: ImageShape
  /** What people call each class, in the order of the labels; 2 to 255 of them, no two alike. */
  readonly classes: readonly string[]
  /** Mean and standard deviation of the training images' pixels for each channel, pixels in [0, 1]. */
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
  /**
   * Fraction of the image's side, in (0, 1], that what it shows takes, where images show something bright on black, as MNIST's and its
   * siblings' do: pictures from elsewhere are brought into that form. Defaults to pictures as a whole, as they are.
   */
  readonly subjectFraction?: number
  /** Whether an image keeps its class in a mirror that exchanges left and right. Defaults to false. */
  readonly isMirrored?: boolean
}

/** Of an image, in pixels. */
export type ImageShape = readonly [channels: number, height: number, width: number]

/**
 * The label of what belongs to none of the classes, the value that PASCAL VOC and PyTorch users give to pixels to ignore: a network
 * may tell up to 255 classes apart, 0 to 254.
 */
export const NO_CLASS = 255

/** Values of an image; more would take more memory than any net of this project has use for. */
const maxValues = 2 ** 24

/** A terminal obeys control characters, and a task may come from anywhere. */
const text = v.pipe(v.string('a text'), v.regex(/^\P{C}{1,100}$/u, 'a text of 1 to 100 printable characters'))
const list = <T extends v.GenericSchema>(item: T) => v.array(item, 'a list')

const schema = v.strictObject({
  name: text,
  imageShape: v.pipe(
    v.array(positiveInteger, 'a list [channels, height, width]'),
    v.length(3, 'a list [channels, height, width]'),
    v.check(
      shape => shape.reduce((size, length) => size * length, 1) <= maxValues,
      `a list [channels, height, width] of at most ${maxValues} values`,
    ),
    v.transform(shape => shape as unknown as ImageShape),
  ),
  classes: v.pipe(
    list(text),
    v.check(
      classes => classes.length >= 2 && classes.length <= NO_CLASS && new Set(classes).size === classes.length,
      `a list of 2 to ${NO_CLASS} different names`,
    ),
  ),
  mean: list(finite),
  deviation: list(positive),
  subjectFraction: v.optional(
    v.pipe(
      positive,
      v.check(value => value <= 1, 'a fraction in (0, 1]'),
    ),
  ),
  isMirrored: v.optional(flag),
})

/**
 * Checks the description of a task, perhaps from a file, and freezes it.
 *
 * @throws {UsageError} if a field is missing, unknown or out of range, or if mean and deviation are not one number per channel
 * @example defineTask({ name: 'Flags', imageShape: [3, 12, 20], classes: ['a', 'b'], mean: [0.5, 0.5, 0.5], deviation: [0.2, 0.2, 0.2] })
 */
export function defineTask(description: unknown): Task {
  const task = parseOptions('task', schema, description)
  const [channels] = task.imageShape
  for (const key of ['mean', 'deviation'] as const)
    if (task[key].length !== channels)
      throw new UsageError(
        `task: expected ${key} to have ${channels} numbers, one per channel, received ${task[key].length}`,
      )
  for (const value of Object.values(task)) Object.freeze(value)
  return Object.freeze(task) as Task
}

/** The digits of MNIST (LeCun, Cortes and Burges 1998); mean and deviation are those of its 60,000 training images. */
export const mnistTask: Task = defineTask({
  name: 'MNIST',
  imageShape: [1, 28, 28],
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  mean: [0.1307],
  deviation: [0.3081],
})

/** How many values an image has: channels × height × width. */
export function imageSize({ imageShape: [channels, height, width] }: Pick<Task, 'imageShape'>): number {
  return channels * height * width
}

/** The shape of images in memory and in a model's input, the first axis left out: [height, width] where there is one channel. */
export function pixelShape({ imageShape }: { readonly imageShape: readonly number[] }): readonly number[] {
  return imageShape[0] === 1 ? imageShape.slice(1) : imageShape
}

/** An image's size in words: `28 × 28 pixels`, `12 × 20 pixels of 3 channels`. */
export function describeImage({ imageShape: [channels, height, width] }: Pick<Task, 'imageShape'>): string {
  return `${height} × ${width} pixels${channels === 1 ? '' : ` of ${channels} channels`}`
}

/** Whether two tasks take the same images and give the same answers. */
export function sameTask(a: Task, b: Task): boolean {
  const same = (x: readonly unknown[], y: readonly unknown[]) =>
    x.length === y.length && x.every((value, i) => value === y[i])
  return same(a.imageShape, b.imageShape) && same(a.classes, b.classes)
}

/** Whether two tasks are the same in everything: name, mean and deviation, too. */
export function equalTasks(a: Task, b: Task): boolean {
  return JSON.stringify(defineTask(a)) === JSON.stringify(defineTask(b))
}

/** Whether a task is to read handwritten digits as those of MNIST are: what finds digits in pictures makes images for it. */
export function isDigitTask(task: Task): boolean {
  return sameTask(task, mnistTask)
}

/** A task in words, for errors: `MNIST (28 × 28 pixels; 10 classes: 0, 1, 2, …)`. */
export function describeTask({ name, imageShape, classes }: Task): string {
  const named = classes.length > 3 ? [...classes.slice(0, 3), '…'] : classes
  return `${name} (${describeImage({ imageShape })}; ${classes.length} classes: ${named.join(', ')})`
}

/**
 * Makes sure that a model or a run, and what it is to work on, are of one task.
 *
 * @param owner which of them refuses, as the error shall name it: the file
 * @throws {UsageError} if they take other images or know other classes
 */
export function expectSameTask(owner: string, expected: Task, received: Task): void {
  if (!sameTask(expected, received))
    throw new UsageError(`${owner}: expected data of ${describeTask(expected)}, received ${describeTask(received)}`)
}
