/** Control characters, line separators, and what turns the direction of text around: a terminal obeys them, and none shows them. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu

/**
 * Text from a file or a name, as a terminal may show it: what a terminal would obey is written as an escape of JSON and of
 * JavaScript, `\u001b`.
 *
 * @param text may be JSON, which stays the same value
 * @param options.lines whether line feeds and tabs are meant to break the line. Defaults to false.
 * @example printable('seven\u001b[2J.png') // 'seven\\u001b[2J.png'
 */
export function printable(text: string, { lines = false }: { readonly lines?: boolean } = {}): string {
  return text.replace(unprintable, letter => {
    if (letter === '\n' || letter === '\t') return lines ? letter : letter === '\n' ? '\\n' : '\\t'
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** A file's name on one line, whatever letters it has. */
export function printableName(name: string): string {
  return printable(name) || "''"
}
