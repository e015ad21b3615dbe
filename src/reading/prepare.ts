import type { Picture } from './picture.js'
import { type GrayLevels, readGrayLevels } from './tones.js'

/** A picture as the reader takes it. */
export interface PreparedPicture extends GrayLevels {
  /** Whether nothing stands out from it. */
  readonly isBlank: boolean
}

/** Tones that lie nearer to each other than this show nothing; a thin line is paler where several pixels have become one. */
const VISIBLE = 18 / 255

/**
 * Does what can be done without a network: in another thread, for instance.
 *
 * @throws {UsageError} if the data do not fit width and height
 * @example const [reading] = await reader.classifyPrepared([preparePicture({ data: pixels, width: 28, height: 28 })])
 */
export function preparePicture(picture: Picture): PreparedPicture {
  const { tones, factor } = readGrayLevels(picture)
  let [darkest, brightest] = [1, 0]
  for (let i = 0; i < tones.data.length; i++) {
    const tone = tones.data[i]!
    if (tone < darkest) darkest = tone
    if (tone > brightest) brightest = tone
  }
  return { tones, factor, isBlank: brightest - darkest < VISIBLE / factor }
}
