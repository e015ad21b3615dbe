import type { WeightSpec } from '../layers/layer.js'
import type { Sequential } from './sequential.js'

/**
 * The table of a net's layers, as Keras prints it: name and kind, shape of the output, number of parameters.
 *
 * @example console.log(summary(net))
 */
export function summary(net: Sequential): string {
  const rows = net.layers.map(({ name, layer, outputShape, weights }) => [
    `${name} (${layer.kind})`,
    `(None, ${outputShape.join(', ')})`,
    grouped(countWeights(Object.values(weights))),
  ])
  const heads = ['Layer (type)', 'Output shape', 'Param #']
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

/** How many numbers weights hold. */
export function countWeights(weights: readonly Pick<WeightSpec, 'shape'>[]): number {
  return weights.reduce((total, { shape }) => total + shape.reduce((product, size) => product * size, 1), 0)
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
