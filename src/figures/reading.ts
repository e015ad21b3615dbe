import { encode } from 'fast-png'
import { formatPercent } from './format.js'
import { bodyTop, colors, element, figure, margin, text } from './svg.js'

// How a picture was read, on one sheet: the picture, what the network saw, what decided, and the steps on the way.

/** A picture to be shown; `href` is an address that needs no network. */
export interface ShownPicture {
  readonly title: string
  readonly href: string
  /** In pixels of its own; only their ratio counts. */
  readonly width: number
  readonly height: number
  /** Rectangles to be framed in it, each with a few letters, in the same pixels. */
  readonly frames?: readonly Frame[]
}

/** A place in a picture. */
export interface Frame {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly label?: string
  /** Whether it is to be doubted. */
  readonly unsure?: boolean
  /** Whether nothing was read there. */
  readonly dashed?: boolean
}

/** What a sheet shows of one digit. */
export interface ReadingSheet {
  readonly title: string
  readonly subtitle: string
  readonly picture: ShownPicture
  /** What was done with the picture, step by step. */
  readonly steps: readonly ShownPicture[]
  /** What the network saw, and the pixels that decided, as `drawDecision` draws them; not where nothing was found. */
  readonly network?: ShownPicture
  readonly decision?: ShownPicture
  /** For each digit, in [0, 1]: [classes]. */
  readonly probabilities: readonly number[]
}

const inner = 768
const large = 240
const small = 140
/** Room for three lines below each step: one of its titles is as long. */
const smallRow = small + 60

/**
 * Draws how a picture was read.
 *
 * @returns the figure as an SVG document
 * @example readingFigure({ title: 'seven.png: 7', subtitle: '99.8 % sure', picture, steps, network, decision, probabilities })
 */
export function readingFigure(sheet: ReadingSheet): string {
  const { title, subtitle, picture, steps, network, decision, probabilities } = sheet
  const chief = [picture, network, decision].filter(shown => shown !== undefined)
  const gap = (inner - 3 * large) / 2
  const stepsTop = bodyTop + large + 52
  const barsTop = stepsTop + Math.ceil(steps.length / 5) * smallRow
  const read = network !== undefined
  return figure({ width: inner + 2 * margin, height: barsTop + (read ? 116 : 0) + 8, title, subtitle }, [
    ...chief.map((shown, index) => drawPicture(shown, margin + index * (large + gap), bodyTop + 4, large)),
    ...steps.map((shown, index) => {
      const [column, row] = [index % 5, Math.floor(index / 5)]
      return drawPicture(shown, margin + (column * (inner - small)) / 4, stepsTop + row * smallRow, small)
    }),
    ...(read ? probabilities.map((probability, digit) => drawBar(digit, probability, probabilities, barsTop)) : []),
  ])
}

/** A picture within a rectangle (defaults to a square), its frames, and its title below. */
export function drawPicture(shown: ShownPicture, x: number, y: number, size: number, high = size): string {
  const { title, href, width, height, frames = [] } = shown
  const scale = Math.min(size / width, high / height)
  const [left, top] = [x, y + (high - height * scale) / 2]
  const frame = { x: left, y: top, width: width * scale, height: height * scale }
  return [
    // Transparent parts show a gray on which both white and black ink can be seen.
    element('rect', { ...frame, fill: '#b9c0ca' }),
    element('image', { ...frame, style: 'image-rendering:pixelated', href }),
    element('rect', { ...frame, fill: 'none', stroke: colors.line }),
    ...frames.map(frame => drawMark(frame, left, top, scale)),
    ...wrapped(title, Math.floor(size / 6.4)).map((line, index) =>
      text(x, y + high + 18 + index * 15, line, { fill: colors.quiet, 'font-size': 12 }),
    ),
  ].join('')
}

function drawMark(
  { x, y, width, height, label, unsure, dashed }: Frame,
  left: number,
  top: number,
  scale: number,
): string {
  const color = unsure ? colors.bad : colors.good
  const box = { x: left + x * scale, y: top + y * scale, width: width * scale, height: height * scale }
  const outline = (stroke: string, thickness: number) =>
    element('rect', {
      ...box,
      rx: 2,
      fill: 'none',
      stroke,
      'stroke-width': thickness,
      'stroke-dasharray': dashed ? '6 5' : undefined,
    })
  const words = (attributes: Record<string, string | number>) =>
    text(box.x + box.width / 2, box.y - 5, label ?? '', {
      'text-anchor': 'middle',
      'font-weight': 700,
      'font-size': 15,
      ...attributes,
    })
  const named = label === undefined ? '' : words({ stroke: '#fff', 'stroke-width': 4 }) + words({ fill: color })
  return outline('#fff', 4) + outline(color, 2) + named
}

function drawBar(digit: number, probability: number, all: readonly number[], top: number): string {
  const [column, height] = [inner / all.length, 60]
  const x = margin + digit * column + 8
  const filled = Math.max(1, probability * height)
  const strongest = probability === Math.max(...all)
  const middle = { 'text-anchor': 'middle' }
  return [
    element('rect', { x, y: top + 20, width: column - 16, height, fill: colors.fill }),
    element('rect', {
      x,
      y: top + 20 + height - filled,
      width: column - 16,
      height: filled,
      fill: strongest ? colors.good : colors.quiet,
    }),
    text(x + column / 2 - 8, top + 14, formatPercent(probability, 1), {
      ...middle,
      fill: colors.quiet,
      'font-size': 12,
    }),
    text(x + column / 2 - 8, top + 20 + height + 18, String(digit), {
      ...middle,
      'font-weight': strongest ? 700 : 400,
    }),
  ].join('')
}

/** Words in lines of so many letters; there is nothing here to measure them with. */
function wrapped(words: string, letters: number): string[] {
  const lines = ['']
  for (const word of words.split(' ')) {
    const line = lines.at(-1)!
    if (line && line.length + word.length >= letters) lines.push(word)
    else lines[lines.length - 1] = line ? `${line} ${word}` : word
  }
  return lines
}

/** The least fall of a probability that gets the full color, so that nothing is not made to look like something. */
const faintest = 0.05

/**
 * Colors the ink of an image by what it did: blue where it spoke for the digit, orange where against, gray where neither.
 *
 * @param image bytes 0–255, ink bright: [side × side]
 * @param map for each pixel, how far the probability falls without it: [side × side]
 * @returns a PNG of the image's size
 */
export function drawDecision(image: ArrayLike<number>, map: ArrayLike<number>): Uint8Array {
  const side = Math.sqrt(image.length)
  const strongest = Math.max(faintest, ...Array.from(map, Math.abs))
  const [neutral, good, bad] = ['#c3c8cf', colors.good, colors.bad].map(channelsOf)
  const data = new Uint8Array(image.length * 3)
  for (let pixel = 0; pixel < image.length; pixel++) {
    const share = map[pixel]! / strongest
    const color = share > 0 ? good! : bad!
    const ink = image[pixel]! / 255
    for (let channel = 0; channel < 3; channel++) {
      const tone = neutral![channel]! + (color[channel]! - neutral![channel]!) * Math.abs(share)
      data[pixel * 3 + channel] = Math.round(255 + (tone - 255) * ink)
    }
  }
  return encode({ width: side, height: side, channels: 3, depth: 8, data })
}

function channelsOf(color: string): number[] {
  return [1, 3, 5].map(start => Number.parseInt(color.slice(start, start + 2), 16))
}
