import { UsageError } from '../errors.js'
import { type Configuration, parseConfiguration } from '../model/configuration.js'
import { show } from '../options.js'
import { contains, type Distribution, isActive, type Label, type Params, type SearchSpace } from './searchSpace.js'

/** JSON that is changed on its way. */
type Draft = Record<string, unknown>

/**
 * The configuration at a point of a search space. Where a parameter chooses another `kind` of optimizer, schedule or layer, the options
 * of the kind before do not go with it.
 *
 * @throws {UsageError} if a path is none of the configuration, or if the configuration is not valid
 * @example configurationAt(preset('fast'), space, { 'training.batchSize': 128 })
 */
export function configurationAt(base: Configuration, space: SearchSpace, params: Params): Configuration {
  const draft = structuredClone(base) as unknown as Draft
  for (const { path, distribution } of space) {
    if (!Object.hasOwn(params, path)) continue
    const label = params[path]!
    const value = distribution.kind === 'categorical' ? distribution.values[distribution.labels.indexOf(label)] : label
    setAt(draft, path, value)
  }
  return parseConfiguration(draft)
}

/** The point that a configuration is at; undefined where it lies outside the search space. */
export function pointOf(configuration: Configuration, space: SearchSpace): Params | undefined {
  const params: Record<string, Label> = {}
  for (const parameter of space) {
    const { path, distribution } = parameter
    if (!isActive(parameter, params)) continue
    const value = path.split('.').reduce<unknown>((at, key) => (at as Draft | undefined)?.[key], configuration)
    const label = distribution.kind === 'categorical' ? labelOf(distribution.labels, distribution.values, value) : value
    if (label === undefined || !contains(distribution, label)) return undefined
    params[path] = label as Label
  }
  return params
}

/** The distributions of the parameters that a point has. */
export function distributionsOf(space: SearchSpace, params: Params): Record<string, Distribution> {
  const active = space.filter(({ path }) => Object.hasOwn(params, path))
  return Object.fromEntries(active.map(({ path, distribution }) => [path, distribution]))
}

function labelOf(labels: readonly Label[], values: readonly unknown[], value: unknown): Label | undefined {
  const text = JSON.stringify(value)
  return labels[values.findIndex(other => JSON.stringify(other) === text)]
}

function setAt(draft: Draft, path: string, value: unknown): void {
  const keys = path.split('.')
  const last = keys.pop()!
  let [at, parent, parentKey]: [unknown, Draft | undefined, string] = [draft, undefined, '']
  for (const key of keys) {
    if (typeof at !== 'object' || at === null) break
    const holder = at as Draft
    // A part that the base leaves out, such as augmentation, is begun here; a layer is not.
    if (holder[key] === undefined && !Array.isArray(holder)) holder[key] = {}
    ;[parent, parentKey, at] = [holder, key, holder[key]]
  }
  if (typeof at !== 'object' || at === null)
    throw new UsageError(`space: expected a path of the configuration, received ${show(path)}`)
  const holder = at as Draft
  if (last === 'kind' && parent && holder.kind !== value) parent[parentKey] = { kind: value }
  else holder[last] = value
}
