import { formatPercent } from '../figures/format.js'
import type { Label, Params, SearchSpace } from './searchSpace.js'
import type { Measure } from './trial.js'

// How studies speak of their parts, in terminals and on pages.

/** What people call a measure. */
export const measureNames: Readonly<Record<Measure, string>> = {
  validationAccuracy: 'held-out accuracy',
  validationLoss: 'held-out loss',
  parameters: 'parameters',
}

/**
 * A value of a measure; accuracies in percent.
 *
 * @example formatMeasure('validationAccuracy', 0.99241) // '99.241 %'
 */
export function formatMeasure(measure: Measure, value: number): string {
  if (measure === 'validationAccuracy') return formatPercent(value, 3)
  return measure === 'parameters' ? String(Math.round(value)) : value.toFixed(5)
}

/** A spread of a measure, without its unit. */
export function formatSpread(measure: Measure, value: number): string {
  if (measure === 'validationAccuracy') return (100 * value).toFixed(3)
  return measure === 'parameters' ? String(Math.round(value)) : value.toFixed(5)
}

/**
 * The names of parameters, as short as tells them apart.
 *
 * @example shortNames([{ path: 'training.batchSize', … }]).get('training.batchSize') // 'batchSize'
 */
export function shortNames(space: Pick<SearchSpace[number], 'path'>[] | SearchSpace): Map<string, string> {
  const tails = (path: string) => {
    const keys = path.split('.')
    return keys.map((_, index) => keys.slice(keys.length - 1 - index).join('.'))
  }
  return new Map(
    space.map(({ path }) => {
      const short = tails(path).find(tail =>
        space.every(other => other.path === path || !tails(other.path).includes(tail)),
      )
      return [path, short ?? path]
    }),
  )
}

/** A value of a parameter, to four digits. */
export function formatLabel(label: Label): string {
  return typeof label === 'number' ? String(Number(label.toPrecision(4))) : String(label)
}

/** A point in one line. */
export function describeParams(params: Params, names: ReadonlyMap<string, string>): string {
  return Object.entries(params)
    .map(([path, label]) => `${names.get(path) ?? path} ${formatLabel(label)}`)
    .join(', ')
}
