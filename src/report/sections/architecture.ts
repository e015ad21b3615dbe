import { formatCount } from '../../figures/format.js'
import { html } from '../html.js'
import type { Section } from '../page.js'
import type { ReportRun } from '../run.js'

/** The layers, what each yields, and how many parameters each has. */
export function architectureSection({ layers, parameters }: ReportRun): Section {
  const body = html`<table class="layers">
<thead><tr><th scope="col">Layer</th><th scope="col">Output shape</th><th scope="col">Parameters</th></tr></thead>
<tbody>${layers.map(
    layer => html`<tr><th scope="row">${layer.name}${layer.options !== '' && html` <span class="options">${layer.options}</span>`}</th>
<td class="whole">${layer.outputShape.join(' × ')}</td><td>${formatCount(layer.parameters)}</td></tr>`,
  )}</tbody>
<tfoot><tr><th scope="row">All</th><td></td><td>${formatCount(parameters)}</td></tr></tfoot></table>`
  return { id: 'architecture', title: 'Architecture', body }
}
