import { encode } from 'fast-png'
import { dataUri } from '../digits.js'
import { html } from '../html.js'
import type { Section } from '../page.js'
import type { Filters } from '../run.js'

/** Ends of the color scale, as in src/figures: what counts against, and what counts for. */
const negative = [196, 78, 0]
const positive = [0, 114, 178]

/** The weights of the first layer as images. */
export function filtersSection({ layer, height, width, count, values }: Filters): Section {
  const part = values.length < count ? `the ${values.length} of ${count} with the largest weights` : `all ${count}`
  const body = html`<p>The weights of ${layer}, ${height} × ${width} each: ${part}. Ink where it is blue speaks for a filter, where it
is orange against it; each filter has its own scale.</p>
<div class="filters" role="img" aria-label="${values.length} filters of the layer ${layer}, ${height} by ${width} weights each">${values.map(
    weights =>
      html`<img alt="" width="${width}" height="${height}" src="${dataUri(drawFilter(weights, width, height))}">`,
  )}</div>`
  return { id: 'filters', title: 'First filters', body }
}

/** White is 0; the largest weight, of either sign, has the full color. */
function drawFilter(weights: Float32Array, width: number, height: number): Uint8Array {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) || 1
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const weight = weights[Math.floor(at / 3)]! / largest
    const end = (weight < 0 ? negative : positive)[at % 3]!
    return Math.round(255 + (end - 255) * Math.abs(weight))
  })
  return encode({ width, height, channels: 3, depth: 8, data })
}
