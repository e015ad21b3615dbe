import * as v from 'valibot'
import { DataError, UsageError } from './errors.js'

// Every option of the project, from a builder's call or from a JSON file, is checked here, and refused in one form:
// `conv2d: expected kernelSize to be a positive integer, received 0`. A schema's message is what was expected.

const checked = (expected: string, test: (value: number) => boolean) =>
  v.pipe(v.number(expected), v.check(test, expected))

// Beyond the safe integers, one number in two cannot be told from the next.
export const positiveInteger = checked('a positive integer', value => Number.isSafeInteger(value) && value > 0)
export const wholeNumber = checked('a whole number ≥ 0', value => Number.isSafeInteger(value) && value >= 0)
export const positive = checked('a number > 0', value => Number.isFinite(value) && value > 0)
export const notNegative = checked('a number ≥ 0', value => Number.isFinite(value) && value >= 0)
export const finite = checked('a finite number', Number.isFinite)
/** A share or rate below 1. */
export const fraction = checked('in [0, 1)', value => value >= 0 && value < 1)
export const flag = v.boolean('true or false')

/** So many of anything that more can only be a mistake: images, epochs. */
export const maxCount = 1_000_000
/** Threads of a training; each takes some 12 MB. */
export const maxThreads = 256

const atMost = (max: number) => v.maxValue<number, number, string>(max, `at most ${max.toLocaleString('en-US')}`)
export const positiveCount = v.pipe(positiveInteger, atMost(maxCount))
export const wholeCount = v.pipe(wholeNumber, atMost(maxCount))
export const threadCount = v.pipe(positiveInteger, atMost(maxThreads))

export function oneOf<const T extends readonly string[]>(names: T) {
  return v.picklist(names, `one of ${names.join(', ')}`)
}

/** One number for both image axes, or one for each: [height, width]. */
export const pair = v.pipe(
  v.union(
    [positiveInteger, v.tuple([positiveInteger, positiveInteger])],
    'a positive integer or two of them, [height, width]',
  ),
  v.transform((size): Pair => Object.freeze(size)),
)

/** One number for both height and width, or one for each. */
export type Pair = number | readonly [number, number]

export function asPair(value: Pair): readonly [number, number] {
  return typeof value === 'number' ? [value, value] : value
}

type ObjectSchema = v.StrictObjectSchema<v.ObjectEntries, undefined>

/**
 * Checks options against a schema and fills in its defaults.
 *
 * @param owner whose options they are, as the error shall name it
 * @throws {UsageError} that names the option, what was expected and what was received; an unknown key, with all that are allowed
 */
export function parseOptions<S extends ObjectSchema>(owner: string, schema: S, options: unknown): v.InferOutput<S> {
  expectObject(owner, options)
  for (const key of Object.keys(options))
    if (!Object.hasOwn(schema.entries, key)) throw new UsageError(unknownKey(owner, key, Object.keys(schema.entries)))
  const result = v.safeParse(schema, options, { abortEarly: true })
  if (result.success) return result.output
  const issue = result.issues[0]
  const path = v.getDotPath(issue) ?? 'options'
  if (issue.received === 'undefined')
    throw new UsageError(`${owner}: expected ${path}${requirement(issue)}, which is missing`)
  throw new UsageError(`${owner}: expected ${path} to be ${issue.message}, received ${show(issue.input)}`)
}

/**
 * Makes sure that data from a file has the form that the code relies on; keys that the schema leaves open stay as they are.
 *
 * @param what the whole is
 * @throws {DataError} that names the field, what was expected and what was received
 */
export function expectShape<S extends v.GenericSchema>(
  schema: S,
  data: unknown,
  what: string,
): asserts data is v.InferInput<S> {
  const result = v.safeParse(schema, data, { abortEarly: true })
  if (result.success) return
  const issue = result.issues[0]
  const field = v.getDotPath(issue)
  if (field === null) throw new DataError(`expected ${what}, received ${show(issue.input)}`)
  if (issue.received === 'undefined') throw new DataError(`expected ${field}, which is missing`)
  throw new DataError(`expected ${field} to be ${issue.message}, received ${show(issue.input)}`)
}

/** Refuses what holds no options at all: null, a list, a bare name. */
export function expectObject(owner: string, options: unknown): asserts options is object {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new UsageError(`${owner}: expected an object of options, received ${show(options)}`)
}

export function unknownKey(owner: string, key: string, allowed: readonly string[]): string {
  return `${owner}: unknown option ${show(key)}; allowed ${allowed.length === 1 ? 'is' : 'are'} ${allowed.join(', ') || 'none'}`
}

/** A value as an error shows it: JSON where that says it, cut at 60 characters. */
export function show(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (value === undefined) return 'nothing'
  // JSON leaves characters as they are that a terminal obeys: delete, C1 controls, turns of the writing direction.
  const text = jsonOf(value).replace(/\p{C}/gu, escaped)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** JSON, but of what is nested so deeply that writing it takes all of the stack. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return Array.isArray(value) ? 'a list of lists' : 'an object of objects'
  }
}

function escaped(character: string): string {
  return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`
}

function requirement(issue: { message: string }): string {
  return issue.message.startsWith('Invalid') ? '' : ` (${issue.message})`
}
