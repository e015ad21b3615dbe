/** Rows of text in columns: the first row is the header; numbers stand to the right. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  const isNumber = widths.map((_, column) =>
    rows.slice(1).every(row => /^([-+−>≥<]?[\d.,]|–|$)/.test(row[column] ?? '')),
  )
  return rows.map(row =>
    row
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  )
}
