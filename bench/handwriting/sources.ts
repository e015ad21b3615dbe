import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The cells of a line of comma-separated values; in quotes, a comma is a comma and two quotes are one.
 *
 * @example cellsOf('a,"b, ""c"""') // ['a', 'b, "c"']
 */
export function cellsOf(line: string): string[] {
  return Array.from(`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) =>
    quoted === undefined ? plain! : quoted.replaceAll('""', '"'),
  )
}

/**
 * Which repository each picture is from, by its file, as the columns `file` and `repository:path` tell.
 *
 * @throws Error where a column is missing
 */
export function parseSources(csv: string): Map<string, string> {
  const [heads, ...rows] = csv.trim().split(/\r?\n/).map(cellsOf)
  const [file, place] = ['file', 'repository:path'].map(name => {
    const column = heads!.indexOf(name)
    if (column < 0) throw new Error(`sources.csv: expected a column ${name}, received ${heads!.join()}`)
    return column
  }) as [number, number]
  return new Map(rows.map(cells => [cells[file]!, cells[place]!.split(':')[0]!]))
}

/** The sources of a data folder; none where it has no sources.csv. */
export function readSources(data: string): Map<string, string> {
  const path = join(data, 'sources.csv')
  return existsSync(path) ? parseSources(readFileSync(path, 'utf8')) : new Map()
}
