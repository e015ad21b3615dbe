import { drawPicture, type ShownPicture } from '../../src/figures/reading.js'
import { bodyTop, colors, figure, margin, text } from '../../src/figures/svg.js'

/** A picture that was read wrong, and how. */
export interface ShownMistake {
  /** What was to be read and what was, in one line or two. */
  readonly captions: readonly string[]
  /** The file, and the reason. */
  readonly details: string
  /** The digits that were found are framed. */
  readonly picture: ShownPicture
  readonly stages: readonly ShownPicture[]
  /** What the network saw of each digit. */
  readonly seen: readonly ShownPicture[]
}

/** Sizes in pixels. */
export interface SheetLayout {
  /** Mistakes of a sheet. */
  readonly room: number
  readonly columns: number
  readonly width: number
  /** The largest that the picture may be. */
  readonly picture: { readonly width: number; readonly height: number }
  /** Room for the names of frames above the picture. */
  readonly above: number
  readonly stages: Strip
  readonly seen: Strip
  /** Where `seen` stands: beside the stages, or below them. */
  readonly seenAt: 'beside' | 'below'
}

interface Strip {
  readonly size: number
  readonly columns: number
  /** Pictures that are drawn at most: the last ones, which are next to the answer. */
  readonly limit: number
}

/** For single digits. */
export const digitLayout: SheetLayout = {
  room: 28,
  columns: 4,
  width: 366,
  picture: { width: 120, height: 120 },
  above: 0,
  stages: { size: 46, columns: 3, limit: 6 },
  seen: { size: 76, columns: 1, limit: 1 },
  seenAt: 'beside',
}

/** For numbers and pages. */
export const numberLayout: SheetLayout = {
  room: 8,
  columns: 2,
  width: 720,
  picture: { width: 360, height: 300 },
  above: 18,
  stages: { size: 84, columns: 4, limit: 8 },
  seen: { size: 33, columns: 9, limit: 54 },
  seenAt: 'below',
}

/** Pixels between neighbors: mistakes, the parts of one, and the pictures of a strip, which have a title below. */
const gaps = { mistakes: 24, parts: 12, pictures: 5, title: 26 }
const lineHeight = 15

/** Something drawn, and how much room it takes. */
interface Drawn {
  readonly svg: string
  readonly height: number
}

/**
 * Draws mistakes in a grid, each with its picture, the steps, and what the network saw.
 *
 * @returns the figure as an SVG document
 * @example mistakeSheet({ title: 'canvas', subtitle: '12 mistakes', mistakes }, digitLayout)
 */
export function mistakeSheet(
  { title, subtitle, mistakes }: { title: string; subtitle: string; mistakes: readonly ShownMistake[] },
  layout: SheetLayout,
): string {
  const across = layout.width + gaps.mistakes
  const { svg, height } = drawRows(mistakes, layout.columns, bodyTop, gaps.mistakes, (row, y) =>
    row.map((mistake, column) => drawMistake(mistake, margin + column * across, y, layout)),
  )
  const width = 2 * margin + layout.columns * across - gaps.mistakes
  return figure({ width, height: bodyTop + height, title, subtitle }, [svg])
}

/** Rows of as many items as there are columns, each row as high as its highest item, with a gap below. */
function drawRows<T>(
  items: readonly T[],
  columns: number,
  top: number,
  gap: number,
  drawRow: (row: readonly T[], y: number) => readonly Drawn[],
): Drawn {
  const svg: string[] = []
  let height = 0
  for (let start = 0; start < items.length; start += columns) {
    const drawn = drawRow(items.slice(start, start + columns), top + height)
    svg.push(...drawn.map(each => each.svg))
    height += Math.max(...drawn.map(each => each.height)) + gap
  }
  return { svg: svg.join(''), height }
}

function drawMistake(mistake: ShownMistake, x: number, y: number, layout: SheetLayout): Drawn {
  const { captions, details, picture, stages, seen } = mistake
  const top = y + (captions.length + 1) * lineHeight + layout.above
  const scale = Math.min(layout.picture.width / picture.width, layout.picture.height / picture.height)
  const pictureHeight = Math.min(layout.picture.height, picture.height * scale)
  const stagesLeft = x + layout.picture.width + gaps.parts
  const steps = drawStrip(stages, stagesLeft, top, layout.stages)
  const { size, columns } = layout.stages
  const beside = stagesLeft + columns * (size + gaps.pictures) + gaps.parts
  const images =
    layout.seenAt === 'beside'
      ? drawStrip(seen, beside, top, layout.seen)
      : drawStrip(seen, stagesLeft, top + steps.height + gaps.parts, layout.seen)
  const stepsHeight = layout.seenAt === 'beside' ? steps.height : steps.height + gaps.parts + images.height
  return {
    svg: [
      ...captions.map((caption, line) =>
        text(x, y + 12 + line * lineHeight, cut(caption, layout.width / 7.8), { 'font-weight': 700 }),
      ),
      text(x, y + 11 + captions.length * lineHeight, cut(details, layout.width / 5.2), {
        fill: colors.quiet,
        'font-size': 11,
      }),
      drawPicture(picture, x, top, layout.picture.width, pictureHeight),
      steps.svg,
      images.svg,
    ].join(''),
    height: top - y + Math.max(pictureHeight, stepsHeight, images.height),
  }
}

/** Pictures of one size in rows. */
function drawStrip(pictures: readonly ShownPicture[], x: number, y: number, { size, columns, limit }: Strip): Drawn {
  return drawRows(pictures.slice(-limit), columns, y, gaps.title, (row, top) => {
    const height = Math.max(...row.map(picture => (picture.height * size) / Math.max(picture.width, picture.height)))
    return row.map((picture, column) => {
      const left = x + column * (size + gaps.pictures)
      return { svg: drawPicture(picture, left, top, size, height), height }
    })
  })
}

/** Words that have no room end in dots. */
function cut(words: string, room: number): string {
  const letters = Math.floor(room)
  return words.length <= letters ? words : `${words.slice(0, letters - 1)}…`
}
