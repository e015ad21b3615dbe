import { type Corruption, eachPixel } from './corruption.js'
import { gaussianBlur } from './gaussian.js'

/** Drops are where smoothed noise lies above a level; their smoothed outline covers the image. */
const noise = { mean: 0.65, deviation: 0.3, level: 0.65 }
const [smoothNoise, smoothDrops] = [gaussianBlur(1), gaussianBlur(1.5)]
/** Cover below this is none. */
const leastCover = 0.8
const mud = 63 / 255

/** Drops of mud on the lens. */
export const spatter: Corruption = {
  name: 'spatter',
  apply(image, random) {
    const liquid = smoothNoise(eachPixel(() => noise.mean + noise.deviation * random.normal()))
    const cover = smoothDrops(liquid.map(value => (value > noise.level ? 1 : 0)))
    return image.map((value, index) => {
      const covered = cover[index]! < leastCover ? 0 : cover[index]!
      return (1 - covered) * value + covered * mud
    })
  },
}
