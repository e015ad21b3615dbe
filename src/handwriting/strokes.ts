import { type Component, findComponents, type Labels } from './components.js'
import { findInk, findPages, type Ink, type Page } from './ink.js'
import { greyImage, type Picture, type Plane, plane, type Stage } from './picture.js'
import { withoutRules } from './rules.js'

/** The strokes on a page. */
export interface Strokes {
  readonly page: Page
  readonly ink: Ink
  readonly labels: Labels
  /** Whatever is written, from the heaviest to the lightest; nothing too small or too pale to be. */
  readonly components: readonly Component[]
  /** Contrast of full ink. */
  readonly full: number
}

/** Ink may be this much paler than the darkest of the main stroke, where it is thin. */
const PALEST = 0.3

/**
 * Finds what is written. Paper is estimated twice: coarsely, to see how broad the strokes are, and then with a window that fits
 * them, so that it follows the shadows between them.
 *
 * @returns null where nothing is written
 */
export function findStrokes(picture: Picture, stages?: Stage[]): Strokes | null {
  const [likeliest, ...others] = findPages(picture, stages)
  const first = look(likeliest!)
  const best = first.page.ground !== null && first.main ? first : heaviest([first, ...others.map(look)])
  const { page, main, widest } = best
  const narrow = main && Math.max(8, Math.ceil((4 * main.area) / main.outline))
  const ink = narrow && page.ground === null && narrow < widest ? unruled(findInk(page, narrow)) : best.ink
  const [black, white] = page.dark ? [255, 0] : [0, 255]
  stages?.push(
    { name: 'paper', title: 'The paper alone', image: greyImage(ink.paper, white, black) },
    { name: 'ink', title: 'The ink alone', image: greyImage(ink.contrast) },
  )
  if (!main) return null
  const full = main.peak
  const { labels, components } = findComponents(ink.contrast, Math.max(ink.noise, PALEST * full), ink.paper)
  const written = components
    .filter(
      one => one.peak > 0.5 * full && one.step > 0.25 * main.step && isWritten(one, ink.contrast, page.ground === null),
    )
    .sort((a, b) => b.mass - a.mass)
  if (written.length === 0) return null
  stages?.push({
    name: 'strokes',
    title: 'What is written',
    image: greyImage(only(ink.contrast, labels, written), full),
  })
  return { page, ink, labels, components: written, full }
}

/** A way to look at a page, and what looks most like a stroke then. */
interface View {
  readonly page: Page
  readonly ink: Ink
  readonly main: Component | undefined
  readonly widest: number
}

function unruled(ink: Ink): Ink {
  return { ...ink, contrast: withoutRules(ink.contrast, ink.noise) }
}

function look(page: Page): View {
  const widest = Math.ceil(Math.min(page.turned.width, page.turned.height) / 8)
  const ink = unruled(findInk(page, widest))
  return { page, ink, main: mainStroke(ink, page.ground === null), widest }
}

/** Light strips between shadows look like strokes more often than people write in white, so dark ink has the benefit of doubt. */
function heaviest(views: readonly View[]): View {
  const weigh = ({ main, page }: View) => (main ? weight(main) * (page.dark ? 3 : 1) : 0)
  return views.reduce((best, view) => (weigh(view) > weigh(best) ? view : best))
}

/** The heaviest of what may be a stroke, each looked at above half of its own strongest ink, without the shadow around it. */
function mainStroke({ contrast, noise, paper }: Ink, photo: boolean): Component | undefined {
  const { labels, components } = findComponents(contrast, noise)
  const thresholds = new Float32Array(contrast.data.length)
  for (let at = 0; at < thresholds.length; at++) {
    const label = labels[at]!
    thresholds[at] = label === 0 ? 1 : 0.5 * components[label - 1]!.peak
  }
  const cores = findComponents(contrast, thresholds, paper).components.filter(one => isWritten(one, contrast, photo))
  return cores.reduce<Component | undefined>(
    (best, one) => (best && weight(best) >= weight(one) ? best : one),
    undefined,
  )
}

/** Sharp edges count most: shadows may be large and dark, but they are soft. */
function weight(one: Component): number {
  return Math.sqrt(one.mass) * one.step * (one.atEdge > 0 ? 0.3 : 1)
}

/** Whether a component is large and sharp enough to be a stroke, and no shadow, no edge of the paper and no dirt. */
function isWritten(one: Component, { width, height }: Plane, photo: boolean): boolean {
  const size = Math.max(one.box.width, one.box.height)
  const breadth = (2 * one.area) / Math.max(1, one.outline)
  if (size < Math.max(4, 0.02 * Math.min(width, height))) return false
  if (one.atEdge > 0.3 * one.outline || one.paperStep > 0.1 * one.peak || one.step < 0.04 * one.peak) return false
  // Across a stroke that is soft but even, step × breadth / peak is 1.4; a shadow that is sharp on one side stays far below.
  if (photo && (one.peak < 0.12 || (breadth > 4 && one.step * breadth < 0.5 * one.peak))) return false
  return breadth < 0.45 * size
}

function only({ data, width, height }: Plane, labels: Labels, components: readonly Component[]): Plane {
  const own = new Set(components.map(({ label }) => label))
  const result = plane(width, height)
  for (let at = 0; at < data.length; at++) if (labels[at] !== 0 && own.has(labels[at]!)) result.data[at] = data[at]!
  return result
}
