/**
 * The words of a text that the table bans.
 *
 * @param {string} path of the file that the text is of, from the root of the repository
 * @param {string} text
 * @param {readonly import('./banned.js').Ban[]} table
 * @returns {import('./banned.js').Finding[]}
 */
export function findBanned(path, text, table) {
  return table.flatMap(({ banned, use, allow = [], allowText = [] }) => {
    if (allow.some(place => path.startsWith(place.in))) return []
    const pattern = new RegExp(banned, 'giu')
    return text.split('\n').flatMap((line, index) => {
      const rest = allowText.reduce((left, { text }) => left.replaceAll(text, ''), line)
      return Array.from(rest.matchAll(pattern), ([word]) => ({ line: index + 1, word, use }))
    })
  })
}
