import { escapeXml } from '../figures/svg.js'

/** Text that is markup already. Everything else is escaped where it is put into a template. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What a template takes; nothing is written for null, undefined and false. */
export type Content = Markup | string | number | null | undefined | false | readonly Content[]

/**
 * Writes markup. What is put in is escaped, for an element's text and for a quoted attribute alike, unless it is markup
 * from another template; lists are joined.
 *
 * @example html`<p>${'a < b'}</p>`.text // '<p>a &lt; b</p>'
 */
export function html(strings: TemplateStringsArray, ...contents: Content[]): Markup {
  return new Markup(strings.reduce((before, after, index) => before + written(contents[index - 1]) + after))
}

/** Trusts a text to be markup: for SVG that src/figures wrote. */
export function markup(text: string): Markup {
  return new Markup(text)
}

/**
 * Writes a value as JSON that can stand inside a script element: no character in it can end the element, begin a comment
 * or end a line.
 */
export function jsonWithin(value: unknown): Markup {
  const unsafe = /[<>&\u2028\u2029]/g
  return new Markup(
    JSON.stringify(value).replace(unsafe, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
}

function written(content: Content): string {
  if (content === null || content === undefined || content === false) return ''
  if (content instanceof Markup) return content.text
  if (typeof content === 'string' || typeof content === 'number') return escapeHtml(String(content))
  return content.map(written).join('')
}

function escapeHtml(text: string): string {
  return escapeXml(text).replaceAll("'", '&#39;')
}
