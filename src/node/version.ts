import { readFileSync } from 'node:fs'

/** The version of this package; its file stands two folders up from the source and from the build alike. */
export function packageVersion(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(file) as { version: string }).version
}
