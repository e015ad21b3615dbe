import type { Digits } from '../data/digits.js'
import { type McNemar, mcnemar } from '../evaluation/mcnemar.js'
import { predictedClasses } from '../evaluation/predictions.js'
import { wilsonInterval95 } from '../evaluation/wilson.js'
import type { Task } from '../task.js'
import type { Condition, ConditionExamples, Predictor, Suite } from './suite.js'

/** How a model fares in one condition. */
export interface ConditionResult {
  readonly name: string
  /** Where it is a point of a curve. */
  readonly point?: Condition['point']
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
  /** Mean accuracy over the conditions that count in it; null where there are fewer than two of them. */
  readonly mean: number | null
  /** How many conditions count in the mean. */
  readonly meanOf: number
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
  /** Test images of the dataset that the suite names, if it names one. */
  readonly further?: Digits
  /** Of all random numbers. Defaults to 0. */
  readonly seed?: number
  /** Told before each condition. */
  readonly onCondition?: (name: string, index: number, count: number) => void
}

/**
 * Lets models answer test images under the conditions of a suite. All of them see the same images. `measureModels` does the same for
 * classifiers, with all that a suite needs; this takes whatever predicts.
 *
 * @param suite of `suites`, or one of your own
 * @param models by their names, at least one; the first is the one that the others are compared with. An attack needs their `lossGradient`.
 * @throws {UsageError} if the suite is not for such a task
 * @example const { models } = await measureSuite(suites.shifts, [['digits.onnx', classifier]], { task, test })
 */
export async function measureSuite(
  suite: Suite,
  models: readonly (readonly [name: string, model: Predictor])[],
  { task, test, further, seed = 0, onCondition }: MeasureSuiteOptions,
): Promise<SuiteResult> {
  const conditions = suite.conditions({ task, test, seed, ...(further && { further }) })
  const results: ConditionResult[][] = models.map(() => [])
  for (const [index, condition] of conditions.entries()) {
    onCondition?.(condition.name, index, conditions.length)
    const answers: boolean[][] = []
    let examples: ConditionExamples | undefined
    for (const [, model] of models) {
      if (condition.attacks || !examples) examples = await condition.examples(model)
      answers.push(await rightAnswers(model, examples, task.classes.length))
    }
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

async function rightAnswers(
  model: Predictor,
  { images, labels, alsoRight }: ConditionExamples,
  classes: number,
): Promise<boolean[]> {
  const predictions = predictedClasses(await model.predict(images), classes)
  return Array.from(labels, (label, index) => {
    const prediction = predictions[index]!
    return prediction === label || prediction === alsoRight?.get(index)
  })
}

function resultOf(
  { name, point }: Condition,
  isRight: readonly boolean[],
  first: readonly boolean[] | undefined,
): ConditionResult {
  const [count, correct] = [isRight.length, isRight.filter(Boolean).length]
  const only = (a: readonly boolean[], b: readonly boolean[]) => a.filter((right, index) => right && !b[index]).length
  return {
    name,
    ...(point && { point }),
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
): Pick<ModelResult, 'mean' | 'meanOf' | 'lowest'> {
  const counted = results.filter((_, index) => conditions[index]!.inMean)
  if (counted.length < 2) return { mean: null, meanOf: counted.length, lowest: null }
  return {
    mean: counted.reduce((sum, { accuracy }) => sum + accuracy, 0) / counted.length,
    meanOf: counted.length,
    lowest: counted.reduce((lowest, result) => (result.accuracy < lowest.accuracy ? result : lowest)).name,
  }
}
