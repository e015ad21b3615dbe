import type { Evaluation } from '../evaluation/evaluate.js'

/** Processors round differently, and the loss is a mean over many roundings; all else is counted, or follows from counts. */
const tolerance = (field: string) => (field === 'loss' ? 1e-4 : 1e-9)

/**
 * Compares what run.json says of a model with what the model answers now.
 *
 * @returns a sentence for each group of fields that differ; none where they agree
 * @example findDisagreements(record.test, evaluation)
 */
export function findDisagreements(recorded: Evaluation, measured: Evaluation): string[] {
  const now = new Map(numbersOf(measured))
  const then = numbersOf(recorded)
  const different = then.filter(([field, value]) => !(Math.abs(value - now.get(field)!) <= tolerance(field)))
  const groups = new Map<string, [field: string, value: number][]>()
  for (const entry of different) {
    const group = entry[0].split('.')[0]!
    groups.set(group, [...(groups.get(group) ?? []), entry])
  }
  return [...groups.values()].map(fields => {
    const [field, value] = fields[0]!
    const more = fields.length > 1 ? ` (and ${fields.length - 1} more of it)` : ''
    return `run.json says test.${field} is ${value}, the model answers ${now.get(field) ?? 'nothing like it'}${more}`
  })
}

/** All numbers within an evaluation with the path of each. */
function numbersOf(value: unknown, path = ''): [field: string, value: number][] {
  if (typeof value !== 'number' && (typeof value !== 'object' || value === null)) return []
  if (typeof value === 'number') return [[path, value]]
  return Object.entries(value as object).flatMap(([key, inner]) => numbersOf(inner, path ? `${path}.${key}` : key))
}
