import type { Random } from '../random.js'

/**
 * - `glorotUniform`, `glorotNormal`: variance 2 / (fanIn + fanOut) (Glorot and Bengio 2010, p. 253)
 * - `heUniform`, `heNormal`: variance 2 / fanIn (He et al. 2015, arXiv 1502.01852, eq. 10)
 *
 * The normal ones are cut at two deviations, as in Keras.
 */
export const initializerNames = ['glorotUniform', 'glorotNormal', 'heUniform', 'heNormal', 'zeros', 'ones'] as const

/** How the first values of a weight are drawn: one of `initializerNames`. */
export type Initializer = (typeof initializerNames)[number]

/** A weight, as far as its first values follow from it. */
export interface InitializedWeight {
  readonly shape: readonly number[]
  readonly initializer: Initializer
  /** How many inputs one output value sees, and how many outputs one input value reaches. Default to 1. */
  readonly fanIn?: number
  readonly fanOut?: number
}

/** Draws the first values of a weight. */
export function initialValues(spec: InitializedWeight, random: Random): Float32Array {
  const { shape, initializer, fanIn = 1, fanOut = 1 } = spec
  const values = new Float32Array(shape.reduce((product, length) => product * length, 1))
  if (initializer === 'zeros') return values
  if (initializer === 'ones') return values.fill(1)
  const variance = initializer.startsWith('glorot') ? 2 / (fanIn + fanOut) : 2 / fanIn
  if (initializer.endsWith('Uniform')) {
    const limit = Math.sqrt(3 * variance)
    return values.map(() => (2 * random.uniform() - 1) * limit)
  }
  // Cutting the normal distribution at two deviations shrinks its own deviation to this.
  const deviation = Math.sqrt(variance) / 0.87962566103423978
  return values.map(() => {
    let value = random.normal()
    while (Math.abs(value) > 2) value = random.normal()
    return value * deviation
  })
}
