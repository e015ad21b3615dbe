import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatCount, formatPercent } from '../src/figures/format.js'
import { summarize } from '../src/study/statistics.js'
import { weightsFigure } from './records/figure.js'
import { published } from './records/published.js'
import { type RecordRow, rowsOf } from './records/rows.js'
import './tellErrors.js'

// Writes the table of the records, and accuracy by number of weights, from the journals of studies alone: what was trained, when it was done, and when
// `mnist study test` read the test images.

const folder = 'bench/records'

function tableOf(rows: readonly RecordRow[]): string {
  const head = [
    '| net | test accuracy | least | n | held out | weights | million multiply-adds an image | minutes a seed | test images read | command |',
    '|---|---:|---:|--:|---:|---:|---:|---:|---|---|',
  ]
  const lines = rows.map(({ name, accuracies, heldOut, weights, multiplyAdds, minutes, read, command }) => {
    const cells = [
      name,
      spreadOf(accuracies),
      formatPercent(Math.min(...accuracies), 2),
      accuracies.length,
      spreadOf(heldOut),
      formatCount(weights),
      multiplyAdds === undefined ? 'the preset was another' : (multiplyAdds / 1e6).toFixed(2),
      minutes.toFixed(1),
      `once, ${read}`,
      `\`${command}\``,
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [...head, ...lines].join('\n')
}

function spreadOf(values: readonly number[]): string {
  const { mean, deviation } = summarize(values)
  return deviation === null ? formatPercent(mean, 2) : `${(100 * mean).toFixed(3)} ± ${(100 * deviation).toFixed(3)} %`
}

const studies = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory())
const rows: RecordRow[] = []
for (const { name } of studies) rows.push(...(await rowsOf(folder, name)))
rows.sort((a, b) => a.weights - b.weights)
console.info(tableOf(rows))
const path = join(folder, 'weights.svg')
writeFileSync(path, weightsFigure(rows, published))
console.info(path)
