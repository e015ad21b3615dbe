import { ModelError } from '../errors.js'
import type { LayerConfig } from '../layers/catalog.js'
import { bottleneckOf } from '../layers/squeezeExcite.js'

/**
 * The layer `squeezeExcite` that has a bottleneck of so many units. Other frameworks say the units, ours says the ratio to the channels.
 *
 * @param name of the layer, in errors
 * @throws {ModelError} if there is no whole ratio that gives so many
 */
export function squeezeExciteOf(name: string, channels: number, units: number): LayerConfig {
  const ratio = Array.from({ length: 2 * channels }, (_, i) => i + 1).find(
    ratio => bottleneckOf(channels, ratio) === units,
  )
  if (ratio === undefined)
    throw new ModelError(
      `${name}: expected a bottleneck of ${channels} channels divided by a whole number, received ${units} units`,
    )
  return { kind: 'squeezeExcite', ratio }
}
