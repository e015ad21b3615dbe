/**
 * The least number of letters that must be inserted, deleted or replaced to make one text of the other.
 *
 * Levenshtein, V. I. (1966). Binary codes capable of correcting deletions, insertions, and reversals. Soviet Physics Doklady 10 (8).
 * By rows of the table, after Wagner, R. A. and Fischer, M. J. (1974). The string-to-string correction problem. JACM 21 (1).
 *
 * @example editDistance('2026', '206') // 1
 */
export function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const replaced = above[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, above[column]! + 1, current[column - 1]! + 1))
    }
    above = current
  }
  return above[to.length]!
}
