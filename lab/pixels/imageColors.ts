import type { ImageShape } from '../../src/task.js'
import type { Coloring } from './Pixels.js'

/** Colors of an image of a task, bytes [channels × height × width]: its own where it has red, green and blue, else grays. */
export function imageColors(image: Uint8Array, [channels, height, width]: ImageShape): Coloring {
  const area = height * width
  return (place, pixels, offset) => {
    for (let channel = 0; channel < 3; channel++)
      pixels[offset + channel] = image[(channels < 3 ? 0 : channel * area) + place]!
  }
}

/** The number of each pixel, for colorings that look it up. */
export function placesOf([, height, width]: ImageShape): number[] {
  return Array.from({ length: height * width }, (_, place) => place)
}
