import type { Random } from '../../random.js'
import { type Corruption, clip01 } from './corruption.js'

/** Photons counted where there is nothing but ink, on average. */
const photons = 3

/** Poisson noise of a sensor that counts few photons. */
export const shotNoise: Corruption = {
  name: 'shot_noise',
  apply: (image, random) => image.map(value => clip01(poisson(photons * value, random) / photons)),
}

/** Fraction of the pixels that are replaced. */
const replaced = 0.17

/** Salt and pepper: single pixels become all ink or none. */
export const impulseNoise: Corruption = {
  name: 'impulse_noise',
  apply: (image, random) => image.map(value => (random.uniform() < replaced ? random.integer(2) : value)),
}

/** Counts as many uniform numbers as it takes for their product to fall to e^-mean (Knuth 1969, The Art of Computer Programming 2, 3.4.1). */
function poisson(mean: number, random: Random): number {
  if (mean === 0) return 0
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++
  return count
}
