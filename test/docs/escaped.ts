/** A text as Markdown shows it within a table: a bar would be a column, an angle bracket an element, and a brace attributes. */
export function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('{', '&#123;')
}
