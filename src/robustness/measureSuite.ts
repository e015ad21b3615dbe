import type { Digits } from '../data/digits.js'
import { type McNemar, mcnemar } from '../evaluation/mcnemar.js'
import { predictedClasses } from '../evaluation/predictions.js'
import { wilsonInterval95 } from '../evaluation/wilson.js'
import type { Task } from '../task.js'
import type { Condition, Predictor, Suite } from './suite.js'

/** How a model fares in one condition. */
export interface ConditionResult {
  readonly name: string
  /** How many images, and how many of them were classified right. */
  readonly count: number
  readonly correct: number
  /** `correct / count`, a fraction in [0, 1]. */
  readonly accuracy: number
  /** The 95 % Wilson score interval of the accuracy. */
  readonly interval95: readonly [low: number, high: number]
  /** McNemar's test between the first model and this one; the first has none. */
  readonly againstFirst?: McNemar
}

/** How a model fares in a suite. */
export interface ModelResult {
  /** As it was given. */
  readonly model: string
  readonly conditions: readonly ConditionResult[]
  /** Mean accuracy over the conditions that count; null where there are fewer than two of them. */
  readonly mean: number | null
  /** The condition among them with the lowest accuracy. */
  readonly lowest: string | null
}

/** What a suite found. */
export interface SuiteResult {
  readonly suite: string
  readonly version: number
  readonly seed: number
  /** How many test images. */
  readonly images: number
  readonly models: readonly ModelResult[]
}

/** What `measureSuite` works on. */
export interface MeasureSuiteOptions {
  readonly task: Task
  readonly test: Digits
  /** Of all random numbers. Defaults to 0. */
  readonly seed?: number
  /** Told before each condition. */
  readonly onCondition?: (name: string, index: number, count: number) => void
}

/**
 * Lets models answer test images under the conditions of a suite. All of them see the same images.
 *
 * @param models by their names, at least one; the first is the one that the others are compared with
 * @throws {UsageError} if the suite is not for such a task
 * @example const { models } = await measureSuite(mnistC, [['digits.onnx', classifier]], { task, test })
 */
export async function measureSuite(
  suite: Suite,
  models: readonly (readonly [name: string, model: Predictor])[],
  { task, test, seed = 0, onCondition }: MeasureSuiteOptions,
): Promise<SuiteResult> {
  const conditions = suite.conditions({ task, test, seed })
  const results: ConditionResult[][] = models.map(() => [])
  for (const [index, condition] of conditions.entries()) {
    onCondition?.(condition.name, index, conditions.length)
    const examples = await condition.examples()
    const answers: boolean[][] = []
    for (const [, model] of models) answers.push(await rightAnswers(model, examples, task.classes.length))
    for (const [which, isRight] of answers.entries())
      results[which]!.push(resultOf(condition, isRight, which === 0 ? undefined : answers[0]))
  }
  return {
    suite: suite.name,
    version: suite.version,
    seed,
    images: test.count,
    models: models.map(([model], which) => ({
      model,
      conditions: results[which]!,
      ...summary(conditions, results[which]!),
    })),
  }
}

async function rightAnswers(model: Predictor, { images, labels }: Digits, classes: number): Promise<boolean[]> {
  const predictions = predictedClasses(await model.predict(images), classes)
  return Array.from(labels, (label, index) => predictions[index] === label)
}

function resultOf(
  { name }: Condition,
  isRight: readonly boolean[],
  first: readonly boolean[] | undefined,
): ConditionResult {
  const [count, correct] = [isRight.length, isRight.filter(Boolean).length]
  const only = (a: readonly boolean[], b: readonly boolean[]) => a.filter((right, index) => right && !b[index]).length
  return {
    name,
    count,
    correct,
    accuracy: correct / count,
    interval95: wilsonInterval95(correct, count),
    ...(first && { againstFirst: mcnemar(only(first, isRight), only(isRight, first)) }),
  }
}

function summary(
  conditions: readonly Condition[],
  results: readonly ConditionResult[],
): Pick<ModelResult, 'mean' | 'lowest'> {
  const counted = results.filter((_, index) => conditions[index]!.inMean ?? true)
  if (counted.length < 2) return { mean: null, lowest: null }
  return {
    mean: counted.reduce((sum, { accuracy }) => sum + accuracy, 0) / counted.length,
    lowest: counted.reduce((lowest, result) => (result.accuracy < lowest.accuracy ? result : lowest)).name,
  }
}
