import { multiplyAdds } from '../graph/multiplyAdds.js'
import type { WeightSpec } from '../layers/layer.js'
import { inputTensors, type Network, weightTensors } from '../layers/network.js'
import type { Model } from './model.js'
import { isChain } from './modelConfig.js'
import type { PlacedLayer } from './placement.js'

/**
 * The table of a model's layers, as Keras prints it: name and kind, shape of the output, number of parameters; where layers branch
 * or join, also the inputs, and what each layer is connected to.
 *
 * @example console.log(summary(net))
 */
export function summary(net: Model): string {
  const isBranched = !isChain(net.inputs, net.layers)
  const heads = ['Layer (type)', 'Output shape', 'Param #', ...(isBranched ? ['Connected to'] : [])]
  const rows = [
    ...(isBranched ? net.inputs.map(({ name, shape }) => [`${name} (input)`, batchOf(shape), '0', '-']) : []),
    ...net.layers.map(placed => [...rowOf(placed), ...(isBranched ? [placed.inputs.join(', ')] : [])]),
  ]
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map(row => row[column]!.length)))
  const line = (left: string, bar: string, middle: string, right: string) =>
    left + widths.map(width => bar.repeat(width + 2)).join(middle) + right
  const cells = (row: string[], edge: string) =>
    `${edge} ${row.map((text, i) => (i === 2 ? text.padStart(widths[i]!) : text.padEnd(widths[i]!))).join(` ${edge} `)} ${edge}`
  const trainable = net.weights.filter(weight => weight.trainable)
  const total = countWeights(net.weights)
  return [
    line('┏', '━', '┳', '┓'),
    cells(heads, '┃'),
    line('┡', '━', '╇', '┩'),
    rows.map(row => cells(row, '│')).join(`\n${line('├', '─', '┼', '┤')}\n`),
    line('└', '─', '┴', '┘'),
    ` Total params: ${grouped(total)} (${(total * 4) / 1024 < 1024 ? `${((total * 4) / 1024).toFixed(2)} KB` : `${((total * 4) / 1024 ** 2).toFixed(2)} MB`})`,
    ` Trainable params: ${grouped(countWeights(trainable))}`,
    ` Non-trainable params: ${grouped(total - countWeights(trainable))}`,
  ].join('\n')
}

function rowOf({ name, layer, outputShape, weights, sharedWith }: PlacedLayer): string[] {
  const kind = sharedWith === undefined ? layer.kind : `${layer.kind} of ${sharedWith}`
  return [`${name} (${kind})`, batchOf(outputShape), grouped(countWeights(Object.values(weights)))]
}

function batchOf(shape: readonly number[]): string {
  return `(None, ${shape.join(', ')})`
}

/**
 * How often a network multiplies and adds for one example, as `multiplyAdds` counts it.
 *
 * @example countMultiplyAdds(networkFrom(preset('fast'))) // 384,816
 */
export function countMultiplyAdds(network: Network): number {
  return multiplyAdds(Object.values(network.apply(inputTensors(network), weightTensors(network))))
}

/** How many numbers weights hold. */
export function countWeights(weights: readonly Pick<WeightSpec, 'shape'>[]): number {
  return weights.reduce((total, { shape }) => total + shape.reduce((product, size) => product * size, 1), 0)
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
