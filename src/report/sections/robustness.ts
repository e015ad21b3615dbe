import { formatCount, formatPercent } from '../../figures/format.js'
import { inlineRobustnessFigure, type MeasuredCondition, type MeasuredModel } from '../../figures/robustness.js'
import { html, markup } from '../html.js'
import type { Section } from '../page.js'

/** How the models of the runs hold up, by a suite. */
export interface Robustness {
  readonly suite: string
  readonly version: number
  readonly seed: number
  /** What the suite is, in words. */
  readonly about: string
  /** How many test images. */
  readonly images: number
  readonly models: readonly RobustModel[]
}

/** A model of a run. */
export interface RobustModel {
  readonly conditions: readonly RobustCondition[]
  /** Mean accuracy; null where there is none. */
  readonly mean: number | null
}

/** Accuracy in a condition, perhaps with McNemar's test against the first run. */
export interface RobustCondition extends MeasuredCondition {
  readonly againstFirst?: { readonly pValue: number } | undefined
}

/**
 * Accuracy beyond the test images as they are.
 *
 * @param names of the runs, in the order of the models
 */
export function robustnessSection(robustness: Robustness, names: readonly string[]): Section {
  const { suite, version, seed, about, images, models } = robustness
  const named = models.map(({ conditions }, index): MeasuredModel => ({ name: names[index]!, conditions }))
  const several = models.length > 1
  const first = models[0]!
  const lowest = first.conditions.reduce((least, each) => (each.accuracy < least.accuracy ? each : least))
  const label = `Accuracy by condition with 95 % intervals; lowest: ${lowest.name}, ${formatPercent(lowest.accuracy, 2)}`
  const shown = named.slice(0, 6)
  const body = html`${models.map(
    ({ mean }, index) =>
      mean !== null &&
      html`<p>${several && html`<strong>${names[index]}</strong>: `}<strong>${formatPercent(mean, 2)}</strong> in the mean.</p>`,
  )}
<figure>${markup(inlineRobustnessFigure(shown, label))}</figure>
<details><summary>The conditions as a table</summary><div class="wide" tabindex="0" role="group" aria-label="Conditions"><table>
<thead><tr><th scope="col">Condition</th>${names.map(
    (name, index) =>
      html`<th scope="col">${several ? name : 'Accuracy'}</th><th scope="col">95 % interval</th>${index > 0 && html`<th scope="col">p</th>`}`,
  )}</tr></thead>
<tbody>${first.conditions.map(
    ({ name }, row) =>
      html`<tr><th scope="row" class="whole">${name}</th>${models.map(({ conditions }) => cellsOf(conditions[row]!))}</tr>`,
  )}</tbody></table></div></details>
<p class="quiet">Suite <code>${suite}</code>, version ${version}, seed ${seed}: ${about}; ${formatCount(images)} test
images.${several && ' p: McNemar’s test (exact, two-sided) against the first run.'}</p>`
  return { id: 'robustness', title: 'Robustness', body }
}

function cellsOf({ accuracy, interval95, againstFirst }: RobustCondition) {
  const p = againstFirst && (againstFirst.pValue < 0.0001 ? '<0.0001' : againstFirst.pValue.toFixed(4))
  return html`<td>${formatPercent(accuracy, 2)}</td><td class="whole">${interval95.map(bound => (100 * bound).toFixed(2)).join(' to ')}</td>${
    p !== undefined && html`<td>${p}</td>`
  }`
}
