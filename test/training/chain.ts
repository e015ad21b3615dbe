import type { Tensor } from '../../src/graph/tensor.js'
import type { ExampleShape, Layer } from '../../src/layers/layer.js'
import type { Network, TensorSpec } from '../../src/layers/network.js'

/**
 * A network of layers, one after the other.
 *
 * @param first makes of the input what the first layer takes, float32 [batch, ...shape]
 */
export function chain(
  {
    input,
    first,
    shape,
    output,
  }: { input: TensorSpec; first: (x: Tensor) => Tensor; shape: ExampleShape; output: string },
  layers: readonly Layer[],
): Network {
  let current = shape
  const placed = layers.map((layer, index) => {
    const weights = layer.weights(current)
    current = layer.outputShape(current)
    return { layer, index, weights }
  })
  return {
    inputs: [input],
    outputs: [{ name: output, shape: current, dtype: 'float32' }],
    weights: placed.flatMap(({ index, weights }) =>
      Object.entries(weights).map(([name, spec]) => ({ ...spec, name: `${index}.${name}` })),
    ),
    apply(inputs, all, training) {
      let x = first(inputs[input.name]!)
      for (const { layer, index, weights } of placed) {
        const own = Object.fromEntries(Object.keys(weights).map(name => [name, all[`${index}.${name}`]!]))
        const context = training && {
          ...training,
          update: (name: string, value: Tensor) => training.update(`${index}.${name}`, value),
        }
        x = layer.apply(x, own, context)
      }
      return { [output]: x }
    },
  }
}
