import { mnistTask } from '../task.js'
import { normalizeContrast } from './contrast.js'
import { grayImage, type Plane, plane, type Stage } from './picture.js'
import type { PreparedPicture } from './prepare.js'
import { resample } from './resample.js'
import type { Found } from './sightings.js'

const [, SIDE] = mnistTask.imageShape
/** Pixels along the longer side of what is shown at most. */
const SHOWN = 400

/** A place that was looked at, and what the classifier saw there. */
interface Looked {
  readonly found: Found
  readonly image: Uint8Array
}

/** Shows what the reader looked at, and for a single digit why it chose. */
export function stagesOf({ grayLevels }: PreparedPicture, looked: readonly Looked[], best?: Looked): Stage[] {
  const scale = Math.min(1, SHOWN / Math.max(grayLevels.width, grayLevels.height))
  const [width, height] = [grayLevels.width, grayLevels.height].map(size => Math.max(1, Math.round(size * scale))) as [
    number,
    number,
  ]
  const small = resample(grayLevels, width, height)
  return [
    { name: 'gray', title: 'The grayscale in which ink stands out most', image: grayImage(small) },
    { name: 'contrast', title: 'Light and shadow taken out', image: grayImage(normalizeContrast(small), 3, -3) },
    { name: 'places', title: 'Where digits were seen', image: grayImage(placesOf(looked, width, height, scale)) },
    ...(best
      ? [{ name: 'network', title: 'What the network sees', image: { data: best.image, width: SIDE, height: SIDE } }]
      : []),
  ]
}

/** The brighter, the surer that there is a digit. */
function placesOf(looked: readonly Looked[], width: number, height: number, scale: number): Plane {
  const shown = plane(width, height)
  for (const { found } of looked) {
    const { x, y, width: w, height: h } = found.box
    for (let row = Math.max(0, Math.floor(y * scale)); row < Math.min(height, (y + h) * scale); row++)
      for (let column = Math.max(0, Math.floor(x * scale)); column < Math.min(width, (x + w) * scale); column++) {
        const at = row * width + column
        shown.data[at] = Math.max(shown.data[at]!, found.score)
      }
  }
  return shown
}
