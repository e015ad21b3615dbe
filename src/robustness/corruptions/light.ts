import { type Corruption, clip01, eachPixel } from './corruption.js'

/** What is added to each pixel. */
const added = 0.5

/** Brighter everywhere, the background too. */
export const brightness: Corruption = {
  name: 'brightness',
  apply: image => image.map(value => clip01(value + added)),
}

/** Columns of the outer stripes, at either side. */
const outer = { left: 7, right: 21 }

/** The outer quarters inverted. */
export const stripe: Corruption = {
  name: 'stripe',
  apply: image =>
    eachPixel((_, column, index) => {
      const isOuter = column < outer.left || column >= outer.right
      return isOuter ? 1 - image[index]! : image[index]!
    }),
}
