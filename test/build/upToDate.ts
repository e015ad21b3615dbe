import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Whether a folder of built files holds what the sources say now: each source has its file there, and none, nor a file that the build
 * depends on, is younger than the compiler's own record of the last build.
 *
 * @param folders.others files that the build depends on as well
 */
export function isUpToDate({ src, dist, others = [] }: { src: string; dist: string; others?: readonly string[] }) {
  const record = statSync(join(dist, '.tsbuildinfo'), { throwIfNoEntry: false })
  if (!record) return false
  const sources = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))
  return (
    sources.every(name => existsSync(join(dist, name.replace(/\.ts$/, '.js')))) &&
    [...sources.map(name => join(src, name)), ...others].every(path => statSync(path).mtimeMs <= record.mtimeMs)
  )
}
