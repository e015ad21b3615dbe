import type { Distribution, Label } from '../searchSpace.js'

// Values of parameters as Optuna keeps them: numbers, that of a choice its place among the choices.

/** A distribution as Optuna writes it. */
export function toOptuna(distribution: Distribution): object {
  if (distribution.kind === 'categorical')
    return { name: 'CategoricalDistribution', attributes: { choices: distribution.labels } }
  const { kind, low, high, log, step = kind === 'integer' ? 1 : null } = distribution
  return { name: kind === 'integer' ? 'IntDistribution' : 'FloatDistribution', attributes: { step, low, high, log } }
}

/** Optuna's number of a value. */
export function internalValue(distribution: Distribution, label: Label): number {
  return distribution.kind === 'categorical' ? distribution.labels.indexOf(label) : (label as number)
}

/** Makes of Optuna's number of a value the value. */
export function externalValue(distribution: string, value: number): Label {
  const { name, attributes } = JSON.parse(distribution) as {
    readonly name: string
    readonly attributes: { readonly choices?: readonly Label[] }
  }
  return name === 'CategoricalDistribution' ? attributes.choices![value]! : value
}
