import * as v from 'valibot'
import { UsageError } from '../errors.js'
import { expectObject, finite, flag, oneOf, parseOptions, positive, show } from '../options.js'

/** A number of a range: continuous, or in steps from `low`. */
export interface NumberDistribution {
  readonly kind: 'float' | 'integer'
  readonly low: number
  /** Included. */
  readonly high: number
  /** Whether ratios are drawn evenly, not differences. */
  readonly log: boolean
  /** Of floats only where it is given; of integers 1 where it is not. */
  readonly step?: number
}

/** One of several values. */
export interface CategoricalDistribution {
  readonly kind: 'categorical'
  /** What the journal and the tables call them. */
  readonly labels: readonly Label[]
  /** What is put into the configuration, in the order of the labels. */
  readonly values: readonly unknown[]
}

export type Distribution = NumberDistribution | CategoricalDistribution
export type Label = string | number | boolean | null

/** One option that is searched. */
export interface Parameter {
  /** Where it stands in the configuration: `training.optimizer.learningRate`, `layers.0.filters`. */
  readonly path: string
  readonly distribution: Distribution
  /** It is there only where another parameter has one of these values. */
  readonly when?: { readonly path: string; readonly labels: readonly Label[] }
}

/** The options that are searched; one that another depends on stands before it. */
export type SearchSpace = readonly Parameter[]

/** A point of a search space: numbers, and labels of choices, by path. Parameters that are not active are not in it. */
export type Params = Readonly<Record<string, Label>>

const condition = v.record(v.string(), v.unknown())
const numberEntries = {
  low: finite,
  high: finite,
  log: v.optional(flag, false),
  step: v.optional(positive),
  when: v.optional(condition),
}
const kinds = ['float', 'integer', 'categorical'] as const
const numberSchema = v.strictObject({ kind: oneOf(['float', 'integer']), ...numberEntries })
const categoricalSchema = v.strictObject({
  kind: v.literal('categorical'),
  choices: v.unknown(),
  when: v.optional(condition),
})

/**
 * Checks the `space` of a study.
 *
 * @param value distributions by path, as a study's file has them
 * @throws {UsageError} that names the path, what was expected and what was received
 * @example parseSpace({ 'training.optimizer.learningRate': { kind: 'float', low: 0.001, high: 0.1, log: true } })
 */
export function parseSpace(value: unknown): SearchSpace {
  expectObject('space', value)
  return parentsFirst(Object.entries(value).map(([path, entry]) => parseParameter(path, entry)))
}

function parseParameter(path: string, entry: unknown): Parameter {
  const owner = `space, ${path}`
  if (!/^(layers|preprocessing|training)(\.[A-Za-z\d]+)*$/.test(path) || path === 'training.validation')
    throw new UsageError(
      `space: expected paths of a configuration, such as training.batchSize or layers.0.filters, but training.validation; received ${show(path)}`,
    )
  expectObject(owner, entry)
  const kind = (entry as { kind?: unknown }).kind
  if (!kinds.some(known => known === kind))
    throw new UsageError(`${owner}: expected kind to be one of ${kinds.join(', ')}, received ${show(kind)}`)
  if (kind === 'categorical') {
    const { choices, when } = parseOptions(owner, categoricalSchema, entry)
    return { path, distribution: parseChoices(owner, choices), ...(when && { when: parseCondition(owner, when) }) }
  }
  const { when, ...distribution } = parseOptions(owner, numberSchema, entry)
  return { path, distribution: checkedRange(owner, distribution), ...(when && { when: parseCondition(owner, when) }) }
}

function checkedRange(owner: string, distribution: v.InferOutput<typeof numberSchema>): NumberDistribution {
  const { kind, low, high, log, step } = distribution
  if (low > high) throw new UsageError(`${owner}: expected low to be at most high, received ${low} and ${high}`)
  if (log && low <= 0)
    throw new UsageError(`${owner}: expected low to be a number > 0 where log is true, received ${low}`)
  if (log && step !== undefined) throw new UsageError(`${owner}: expected no step where log is true, received ${step}`)
  const numbers = { low, high, ...(step !== undefined && { step }) }
  for (const [name, number] of kind === 'integer' ? Object.entries(numbers) : [])
    if (!Number.isSafeInteger(number))
      throw new UsageError(`${owner}: expected ${name} to be an integer, received ${number}`)
  const within = step === undefined ? high : low + Math.floor((high - low) / step + 1e-9) * step
  return { kind, low, high: within, log, ...(step !== undefined && { step }) }
}

/** A list of plain values, or values by label. */
function parseChoices(owner: string, choices: unknown): CategoricalDistribution {
  const isPlain = (choice: unknown) => choice === null || ['string', 'number', 'boolean'].includes(typeof choice)
  const isList = Array.isArray(choices)
  const labels: Label[] = isList ? choices : typeof choices === 'object' && choices ? Object.keys(choices) : []
  if (labels.length === 0 || !labels.every(isPlain) || new Set(labels).size < labels.length)
    throw new UsageError(
      `${owner}: expected choices to be a list of different texts, numbers, true, false or null, or an object of values by label; received ${show(choices)}`,
    )
  return { kind: 'categorical', labels, values: isList ? labels : Object.values(choices as object) }
}

function parseCondition(owner: string, when: Readonly<Record<string, unknown>>): NonNullable<Parameter['when']> {
  const [entry, ...others] = Object.entries(when)
  if (!entry || others.length > 0)
    throw new UsageError(
      `${owner}: expected when to name one path and its value, or a list of values; received ${show(when)}`,
    )
  const [path, value] = entry
  return { path, labels: (Array.isArray(value) ? value : [value]) as Label[] }
}

function parentsFirst(parameters: readonly Parameter[]): SearchSpace {
  const ordered: Parameter[] = []
  let left = parameters
  while (left.length > 0) {
    const next = left.find(({ when }) => !when || ordered.some(({ path }) => path === when.path))
    if (!next) throw badCondition(left, parameters)
    expectPossible(next.path, next.when, ordered)
    ordered.push(next)
    left = left.filter(parameter => parameter !== next)
  }
  return ordered
}

function expectPossible(path: string, when: Parameter['when'], ordered: readonly Parameter[]): void {
  const parent = ordered.find(other => other.path === when?.path)?.distribution
  if (!when || !parent) return
  const labels = parent.kind === 'categorical' ? parent.labels : []
  const unknown = when.labels.find(label => !labels.includes(label))
  if (labels.length === 0 || unknown !== undefined)
    throw new UsageError(
      `space, ${path}: expected when to name choices of ${when.path}, ${show(labels)}, received ${show(when.labels)}`,
    )
}

function badCondition(left: readonly Parameter[], all: readonly Parameter[]): Error {
  const { path, when } = left[0]!
  const isKnown = all.some(other => other.path === when!.path)
  return new UsageError(
    `space, ${path}: expected when to name another path of the space, received ${show(when!.path)}${isKnown ? ', which depends on it in turn' : ''}`,
  )
}

/** Whether a parameter is there, as far as those before it decide. */
export function isActive({ when }: Parameter, params: Params): boolean {
  return !when || (Object.hasOwn(params, when.path) && when.labels.includes(params[when.path]!))
}

/** Whether a distribution has a value. */
export function contains(distribution: Distribution, value: unknown): boolean {
  if (distribution.kind === 'categorical') return distribution.labels.some(label => label === value)
  const { low, high, step = distribution.kind === 'integer' ? 1 : 0 } = distribution
  if (typeof value !== 'number' || !(value >= low && value <= high)) return false
  return step === 0 || Math.abs((value - low) / step - Math.round((value - low) / step)) < 1e-9
}

/**
 * The value that stands at a fraction of a distribution: from a number in [0, 1) to a value, all alike likely where the number is.
 *
 * @example valueAt({ kind: 'integer', low: 1, high: 4, log: false }, 0.5) // 3
 */
export function valueAt(distribution: Distribution, fraction: number): Label {
  if (distribution.kind === 'categorical')
    return distribution.labels[Math.floor(fraction * distribution.labels.length)]!
  const { low, high, log, step = distribution.kind === 'integer' ? 1 : 0 } = distribution
  if (log) {
    const half = step / 2
    const value = Math.exp(Math.log(low - half) + fraction * (Math.log(high + half) - Math.log(low - half)))
    return onGrid(distribution, value)
  }
  return onGrid(
    distribution,
    step === 0 ? low + fraction * (high - low) : low - step / 2 + fraction * (high - low + step),
  )
}

/** The nearest value that a distribution has. */
export function onGrid(
  { kind, low, high, step = kind === 'integer' ? 1 : 0 }: NumberDistribution,
  value: number,
): number {
  const stepped = step === 0 ? value : low + Math.round((value - low) / step) * step
  // Steps such as 0.1 add up to 0.30000000000000004.
  const short = step === 0 ? stepped : Number(stepped.toPrecision(12))
  return Math.min(high, Math.max(low, short))
}
