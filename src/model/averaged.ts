import type { PlacedLayer } from './placement.js'

/** What a layer is the mean of, through means of means, or else the layer itself: where these yield probabilities, so does their mean. */
export function averagedLayers(placed: PlacedLayer, layers: readonly PlacedLayer[]): PlacedLayer[] {
  if (placed.layer.kind !== 'average') return [placed]
  return placed.inputs.flatMap(input => {
    const before = layers.find(({ name }) => name === input)
    return before ? averagedLayers(before, layers) : [placed]
  })
}
