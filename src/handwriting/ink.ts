import { boxBlur, dilation, erosion, quantile } from './filters.js'
import { type Box, greyImage, type Picture, type Plane, plane, type Stage } from './picture.js'
import { chooseTone, type Tone, tonesOf } from './tone.js'

/** Ink told from paper, on squares of `factor` × `factor` pixels of the picture. */
export interface Page {
  readonly picture: Picture
  readonly tone: Tone
  readonly factor: number
  /** Whether ink is darker than paper. */
  readonly dark: boolean
  /** The paper's tone, 0–255, turned so that ink is brighter than it. */
  readonly paper: Plane
  /** How far each square is from paper (0) towards black, or white on dark paper (1). */
  readonly ink: Plane
  /** What paper itself reaches by its grain. */
  readonly noise: number
}

/** Squares that a picture is divided into at most: enough to find digits, few enough to be quick. */
const SQUARES = 130_000

export function findInk(picture: Picture, stages?: Stage[]): Page {
  const tone = chooseTone(picture)
  const factor = Math.ceil(Math.sqrt((picture.width * picture.height) / SQUARES))
  const grey = tonesOf(picture, tone, factor)
  stages?.push({ name: 'grey', title: 'Grey', image: greyImage(grey, 255) })
  const border = evenBorder(grey)
  const dark = border === null ? isDark(grey) : border > 128
  const turned = dark ? mapped(grey, value => 255 - value) : grey
  const smooth = Math.min(grey.width, grey.height) > 64 ? boxBlur(turned, 1) : turned
  const paper = border === null ? estimatePaper(smooth) : mapped(turned, () => (dark ? 255 - border : border))
  stages?.push({ name: 'paper', title: 'Paper without ink', image: greyImage(paper, dark ? 0 : 255, dark ? 255 : 0) })
  const ink = contrast(smooth, paper)
  const middle = quantile(ink.data, 0.5)
  const noise = border === null ? middle + 4 * 1.48 * (middle - quantile(ink.data, 0.25)) : 0.05
  stages?.push({ name: 'ink', title: 'Ink', image: greyImage(ink) })
  return { picture, tone, factor, dark, paper, ink, noise }
}

/** The ink 0–1 of a part of the picture, at its own resolution or that of squares of `factor` pixels. */
export function inkOf({ picture, tone, dark, paper, factor: coarse }: Page, factor: number, box: Box): Plane {
  const grey = tonesOf(picture, tone, factor, box)
  const turned = dark ? mapped(grey, value => 255 - value) : grey
  const under = plane(grey.width, grey.height)
  for (let y = 0; y < grey.height; y++)
    for (let x = 0; x < grey.width; x++) {
      const column = Math.min(paper.width - 1, Math.floor((box.x + (x + 0.5) * factor) / coarse))
      const row = Math.min(paper.height - 1, Math.floor((box.y + (y + 0.5) * factor) / coarse))
      under.data[y * grey.width + x] = paper.data[row * paper.width + column]!
    }
  return contrast(turned, under)
}

function mapped({ data, width, height }: Plane, change: (value: number) => number): Plane {
  return { data: data.map(change), width, height }
}

function contrast(turned: Plane, paper: Plane): Plane {
  const ink = plane(turned.width, turned.height)
  for (let i = 0; i < ink.data.length; i++) {
    const under = paper.data[i]!
    ink.data[i] = Math.max(0, (turned.data[i]! - under) / Math.max(64, 255 - under))
  }
  return ink
}

/** The tone of the picture's edge where it is one and the same all around, as in drawings; else null. */
function evenBorder({ data, width, height }: Plane): number | null {
  const edge: number[] = []
  for (let x = 0; x < width; x++) edge.push(data[x]!, data[(height - 1) * width + x]!)
  for (let y = 0; y < height; y++) edge.push(data[y * width]!, data[y * width + width - 1]!)
  const tone = quantile(edge, 0.5)
  const same = (values: ArrayLike<number>) =>
    Array.from(values).filter(value => Math.abs(value - tone) < 10).length / values.length
  return same(edge) > 0.9 && same(data) > 0.4 ? tone : null
}

/** Ink is the rarer: it draws the mean away from what is around it. */
function isDark(grey: Plane): boolean {
  const around = boxBlur(grey, Math.ceil(Math.min(grey.width, grey.height) / 8))
  let skew = 0
  for (let i = 0; i < grey.data.length; i++) skew += (grey.data[i]! - around.data[i]!) ** 3
  return skew < 0
}

/** What stays when everything brighter and narrower than a quarter of the picture is taken away. */
function estimatePaper(turned: Plane): Plane {
  const radius = Math.ceil(Math.min(turned.width, turned.height) / 8)
  return boxBlur(dilation(erosion(turned, radius), radius), 2)
}
