import { boxBlur, enlarged, halved, mapped, opening, quantile } from './filters.js'
import { type Box, greyImage, type Picture, type Plane, plane, type Stage } from './picture.js'
import { chooseTone, type Tone, tonesOf } from './tone.js'

/** A picture on squares of `factor` × `factor` pixels. */
export interface Page {
  readonly picture: Picture
  readonly tone: Tone
  readonly factor: number
  /** Whether ink is darker than paper. */
  readonly dark: boolean
  /** The tones 0–255 of the squares, turned so that ink is bright, and smoothed where the picture is large. */
  readonly turned: Plane
  /** The tone of a drawing's even ground, turned likewise; null for scans and photos. */
  readonly ground: number | null
}

/** Ink told from paper. */
export interface Ink {
  /** The tone of the paper under each square, turned so that ink is brighter than it. */
  readonly paper: Plane
  /** How far each square is from paper (0) towards black, or towards white on dark paper (1). */
  readonly contrast: Plane
  /** The contrast that the grain of the paper reaches without ink. */
  readonly noise: number
}

/** Squares that a picture is divided into at most: enough to find digits, few enough to be quick. */
const SQUARES = 130_000
/** A picture of more pixels than this is looked at in squares of 2 × 2 pixels at least: drawings are sharp enough for that. */
const FINE = 60_000
/** Contrast below which nothing counts as ink, however even the paper. */
const FAINTEST = 0.06

/** Of all the lightness that stands out, the share on the rarer side, below which it stays open which side ink is on. */
const UNDECIDED = 0.1

/** The ways to look at a picture, from the likeliest: as a drawing on an even ground, and with ink darker or lighter than paper. */
export function findPages(picture: Picture, stages?: Stage[]): Page[] {
  const tone = chooseTone(picture)
  const area = picture.width * picture.height
  const factor = Math.max(Math.ceil(Math.sqrt(area / SQUARES)), area > FINE ? 2 : 1)
  const grey = tonesOf(picture, tone, factor)
  stages?.push({ name: 'grey', title: 'Shades of grey', image: greyImage(grey, 255) })
  const smooth = Math.min(grey.width, grey.height) > 64 ? boxBlur(grey, 1) : grey
  const page = (dark: boolean, ground: number | null): Page => {
    const turned = dark ? mapped(smooth, value => 255 - value) : smooth
    return { picture, tone, factor, dark, turned, ground: ground !== null && dark ? 255 - ground : ground }
  }
  const ground = evenGround(grey)
  const lean = skewness(smooth)
  const pages = [page(lean < 0, null)]
  if (Math.abs(lean) < UNDECIDED) pages.push(page(lean >= 0, null))
  return ground === null ? pages : [page(ground > 128, ground), ...pages]
}

/**
 * Tells ink from paper.
 *
 * @param radius strokes narrower than 2 × radius + 1 squares are ink, wider ones are shadows on the paper
 */
export function findInk({ turned, ground }: Page, radius: number): Ink {
  if (ground !== null) {
    const paper = plane(turned.width, turned.height)
    paper.data.fill(ground)
    return { paper, contrast: contrastOf(turned, paper), noise: FAINTEST }
  }
  const paper = estimatePaper(turned, radius)
  const contrast = contrastOf(turned, paper)
  const middle = quantile(contrast.data, 0.5)
  const spread = 1.48 * (middle - quantile(contrast.data, 0.25))
  return { paper, contrast, noise: Math.max(FAINTEST, middle + 5 * spread) }
}

/** The ink 0–1 of a part of the picture, at its own resolution or that of squares of `fine` pixels. */
export function inkWithin({ picture, tone, dark, factor }: Page, { paper }: Ink, fine: number, box: Box): Plane {
  const grey = tonesOf(picture, tone, fine, box)
  const under = plane(grey.width, grey.height)
  for (let y = 0, at = 0; y < grey.height; y++) {
    const row = Math.min(paper.height - 1, Math.floor((box.y + (y + 0.5) * fine) / factor))
    for (let x = 0; x < grey.width; x++, at++) {
      const column = Math.min(paper.width - 1, Math.floor((box.x + (x + 0.5) * fine) / factor))
      under.data[at] = paper.data[row * paper.width + column]!
    }
  }
  return contrastOf(dark ? mapped(grey, value => 255 - value) : grey, under)
}

/** Shadows dim ink and paper alike, so contrast is a share of what the paper reflects. */
function contrastOf(turned: Plane, paper: Plane): Plane {
  const contrast = plane(turned.width, turned.height)
  for (let i = 0; i < contrast.data.length; i++) {
    const under = paper.data[i]!
    contrast.data[i] = (turned.data[i]! - under) / Math.max(64, 255 - under)
  }
  return contrast
}

/** The tone of a picture's edge where it is one and the same all around and in much of the rest, as in drawings; else null. */
function evenGround({ data, width, height }: Plane): number | null {
  const edge: number[] = []
  for (let x = 0; x < width; x++) edge.push(data[x]!, data[(height - 1) * width + x]!)
  for (let y = 0; y < height; y++) edge.push(data[y * width]!, data[y * width + width - 1]!)
  const tone = quantile(edge, 0.5)
  const same = (values: ArrayLike<number>) => {
    let count = 0
    for (let i = 0; i < values.length; i++) if (Math.abs(values[i]! - tone) < 8) count++
    return count / values.length
  }
  return same(edge) > 0.9 && same(data) > 0.4 ? tone : null
}

/** Ink is rarer than paper: whether what stands out is darker (down to -1) or lighter (up to 1) than what is around it. */
function skewness(grey: Plane): number {
  const small = grey.data.length > 20_000 ? halved(grey) : grey
  const around = boxBlur(small, Math.ceil(Math.min(small.width, small.height) / 16))
  let [skew, all] = [0, 1e-9]
  for (let i = 0; i < small.data.length; i++) {
    const step = small.data[i]! - around.data[i]!
    const cube = step * step * step
    skew += cube
    all += Math.abs(cube)
  }
  return skew / all
}

/**
 * What stays when everything brighter and narrower than the window is taken away (a morphological opening). Edges of shadows
 * stay where they are; they are widened by a little, so that their slopes do not count as ink. A wide window needs no detail.
 */
function estimatePaper(turned: Plane, radius: number): Plane {
  if (radius <= 8 || Math.min(turned.width, turned.height) <= 64) return opening(turned, radius, 1)
  return enlarged(estimatePaper(halved(turned), Math.ceil(radius / 2)), turned.width, turned.height)
}
