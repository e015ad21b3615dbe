import { type GrayLevels, readGrayLevels } from './grayLevels.js'
import type { Picture } from './picture.js'

/** A picture as the reader takes it. */
export interface PreparedPicture extends GrayLevels {
  /** Whether nothing stands out from it. */
  readonly isBlank: boolean
}

/** Gray levels that lie nearer to each other than this show nothing; a thin line is paler where several pixels have become one. */
const VISIBLE = 18 / 255

/**
 * Does what can be done without a network: in another thread, for instance.
 *
 * @throws {UsageError} if the data do not fit width and height
 * @example const [reading] = await reader.classifyPrepared([preparePicture({ data: pixels, width: 28, height: 28 })])
 */
export function preparePicture(picture: Picture): PreparedPicture {
  const { grayLevels, factor } = readGrayLevels(picture)
  let [darkest, brightest] = [1, 0]
  for (let i = 0; i < grayLevels.data.length; i++) {
    const gray = grayLevels.data[i]!
    if (gray < darkest) darkest = gray
    if (gray > brightest) brightest = gray
  }
  return { grayLevels, factor, isBlank: brightest - darkest < VISIBLE / factor }
}
