import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What a comment before a block says of how it is tested: `<!-- test: parse, why -->`. */
type Treatment = 'run' | 'parse' | 'types' | 'none' | 'file' | 'layers'
const treatments: readonly Treatment[] = ['run', 'parse', 'types', 'none', 'file', 'layers']

/** A code block of the documentation. */
export interface Block {
  /** The page and the line, as an error names them. */
  readonly place: string
  readonly page: string
  readonly language: string
  readonly code: string
  /** `run` unless the page says otherwise. */
  readonly treatment: Treatment
  /** Why it is not run, or the name of the file that it is. */
  readonly detail: string
}

/** The pages that a reader meets: those of the site, which are written by hand, and the README. */
export const pages = [
  'README.md',
  ...readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
    .map(name => `docs/${name.replaceAll('\\', '/')}`)
    .filter(name => name.endsWith('.md') && !/\/(node_modules|build|public|api|\.vitepress)\//.test(name)),
].sort()

export function readPage(page: string): string {
  return readFileSync(root + page, 'utf8')
}

/** The code blocks of a page, in their order. */
export function blocksOf(page: string): Block[] {
  const source = readPage(page)
  const found = source.matchAll(/(?:^<!-- test: (\w+)[ ,]*(.*?) -->\n)?^```(\w*)[^\n]*\n(.*?)^```$/gms)
  return [...found].map(({ 0: whole, 1: treatment = 'run', 2: detail = '', 3: language, 4: code, index }) => {
    const place = `${page}:${source.slice(0, index + whole.indexOf('```')).split('\n').length}`
    if (!treatments.includes(treatment as Treatment))
      throw new Error(`${place}: expected a treatment among ${treatments.join(', ')}, received ${treatment}`)
    return { place, page, language: language!, code: code!, treatment: treatment as Treatment, detail }
  })
}
