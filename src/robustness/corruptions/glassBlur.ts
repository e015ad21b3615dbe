import { type Corruption, SIDE } from './corruption.js'
import { verticalGaussianBlur } from './gaussian.js'

// The published code passes its gray images to a blur for color images, which takes the last axis for the channels: so there is no
// blur from column to column.
const blur = verticalGaussianBlur(0.7)

/** How often all pixels are visited, and how far they may move. */
const [rounds, reach] = [2, 1]

/** Frosted glass: a slight blur, neighboring pixels swapped at random, and the blur once more. */
export const glassBlur: Corruption = {
  name: 'glass_blur',
  apply(image, random) {
    const values = blur(image).map(value => Math.floor(value * 255) / 255)
    for (let round = 0; round < rounds; round++)
      for (let row = SIDE - reach; row > reach; row--)
        for (let column = SIDE - reach; column > reach; column--) {
          if (random.integer(2) === 0) continue
          const [here, there] = [
            row * SIDE + column,
            (row + random.integer(2 * reach) - reach) * SIDE + column + random.integer(2 * reach) - reach,
          ]
          const kept = values[here]!
          values[here] = values[there]!
          values[there] = kept
        }
    return blur(values)
  },
}
