/** Colors that readers with any color vision can tell apart (after Okabe and Ito 2008), dark enough for small text on white. */
export const colors = {
  ink: '#1b1e23',
  quiet: '#5b636e',
  line: '#d5d9de',
  fill: '#eceef1',
  good: '#0072b2',
  bad: '#c44e00',
}

/** White space around every figure, in pixels. */
export const margin = 24

/** Where the body of a figure begins below its title and subtitle, in pixels. */
export const bodyTop = 72

/** Letters of a title and of a subtitle that are drawn: what a screen has room for. */
const maxLetters = { title: 100, subtitle: 150 }

/** Words that every figure takes in place of its own; plain text, escaped when written. */
export interface FigureOptions {
  title?: string
  subtitle?: string
}

type Attributes = Record<string, string | number | undefined>

/**
 * Writes one SVG element. Attributes are escaped, undefined ones left out; children are markup already.
 *
 * @example element('circle', { cx: 4, cy: 4, r: 3 }) // '<circle cx="4" cy="4" r="3"/>'
 */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const start = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeXml(String(value))}"`)
  const open = `<${name}${start.join('')}`
  return children.length === 0 ? `${open}/>` : `${open}>${children.join('')}</${name}>`
}

/** Writes what is seen only where it lies within a box, without another system of coordinates. */
export function within(box: { x: number; y: number; width: number; height: number }, body: readonly string[]): string {
  const { x, y, width, height } = box
  const viewBox = [x, y, width, height].map(round).join(' ')
  return element('svg', { ...box, viewBox, overflow: 'hidden' }, ...body)
}

/** Writes a line of text at a point; the text is escaped. */
export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeXml(content))
}

/**
 * Writes a whole figure: white ground, so that it prints from a dark page too, the title for eyes and for screen
 * readers, then the body. A title that no screen has room for is cut.
 */
export function figure(
  { height, ...wish }: { width: number; height: number; title: string; subtitle: string },
  body: string[],
): string {
  const [title, subtitle] = [shortened(wish.title, maxLetters.title), shortened(wish.subtitle, maxLetters.subtitle)]
  // A letter is about half as wide as it is high; there is nothing here to measure it with.
  const width = Math.max(wish.width, 2 * margin + Math.max(title.length * 9.5, subtitle.length * 6.6))
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${round(width)} ${round(height)}`,
      role: 'img',
      'aria-label': title,
      'font-family': "Figtree, system-ui, 'Helvetica Neue', Arial, sans-serif",
      'font-size': 13,
      fill: colors.ink,
    },
    [
      '',
      element('title', {}, escapeXml(title)),
      element('desc', {}, escapeXml(subtitle)),
      element('rect', { width: '100%', height: '100%', fill: '#fff' }),
      text(margin, 34, title, { 'font-size': 17, 'font-weight': 700 }),
      text(margin, 54, subtitle, { fill: colors.quiet }),
      ...body,
      '',
    ].join('\n'),
  )}\n`
}

function shortened(words: string, letters: number): string {
  return words.length <= letters ? words : `${words.slice(0, letters - 1)}…`
}

/** Escapes text for XML, and replaces the characters that XML 1.0 has no way to write. */
export function escapeXml(content: string): string {
  return content
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** Hundredths of a pixel are finer than any screen or printer shows. */
function round(value: number): number {
  return Math.round(value * 100) / 100
}
