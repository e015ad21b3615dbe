import { boxBlur } from './filters.js'
import type { Picture } from './picture.js'
import { chooseTone, tonesOf } from './tone.js'

/** Squares that a picture is divided into at most: each is a pixel, unless there are more. */
const SQUARES = 1_500_000
/** How far the gray level of a mark is from the mean around it, of 255: rules, grain and shadows stay below. */
const MARK = 64
/** How far around, at least, in squares: a stroke that fills a small picture is not its own surroundings. */
const AROUND = 4
/** Fewer squares than these are dust. */
const FEWEST = 4

/** Whether nothing in a picture stands out from what is around it: it is even, or paper. */
export function isBlank(picture: Picture): boolean {
  const factor = Math.ceil(Math.sqrt((picture.width * picture.height) / SQUARES))
  const gray = tonesOf(picture, chooseTone(picture), factor)
  const mean = boxBlur(gray, Math.max(AROUND, Math.ceil(Math.min(gray.width, gray.height) / 16)))
  let marks = 0
  for (let i = 0; i < gray.data.length; i++) if (Math.abs(gray.data[i]! - mean.data[i]!) > MARK) marks++
  return marks < FEWEST
}
