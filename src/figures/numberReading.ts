import { formatCount } from './format.js'
import { drawPicture, type ShownPicture } from './reading.js'
import { bodyTop, colors, figure, margin, text } from './svg.js'

/** What a sheet shows of a number. */
export interface NumberSheet {
  readonly title: string
  readonly subtitle: string
  /** The picture, each digit framed. */
  readonly picture: ShownPicture
  /** What the network saw of each digit, in the order of reading. The first `maxDigitsShown` are drawn. */
  readonly digits: readonly ShownPicture[]
}

const inner = 768
const small = 64
const columns = 9

/** More digits than these would make a sheet that no screen shows. */
export const maxDigitsShown = 10 * columns

/**
 * Draws what was read in a picture.
 *
 * @returns the figure as an SVG document
 * @example numberFigure({ title: 'number.jpg: 2026', subtitle: '97 % sure', picture, digits })
 */
export function numberFigure({ title, subtitle, picture, digits }: NumberSheet): string {
  // The square of the picture is cut to where the picture is.
  const height = Math.min(inner, Math.round((inner * picture.height) / picture.width))
  const top = bodyTop + height + 44
  const drawn = digits.slice(0, maxDigitsShown)
  const end = top + Math.ceil(drawn.length / columns) * (small + 40)
  const more = digits.length - drawn.length
  return figure({ width: inner + 2 * margin, height: end + (more > 0 ? 28 : 0) + 8, title, subtitle }, [
    drawPicture(picture, margin, bodyTop, inner, height),
    ...(more > 0
      ? [text(margin, end + 12, `and ${formatCount(more)} more, framed above`, { fill: colors.quiet })]
      : []),
    ...drawn.map((digit, index) => {
      const [column, row] = [index % columns, Math.floor(index / columns)]
      return drawPicture(digit, margin + (column * (inner - small)) / (columns - 1), top + row * (small + 40), small)
    }),
  ])
}
