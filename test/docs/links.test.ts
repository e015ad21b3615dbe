import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { pages } from './blocks.js'

// The links of the Markdown files, as one follows them in the repository. Those of the built site: test/docs/site/links.test.ts.

const root = fileURLToPath(new URL('../../', import.meta.url))
const files = [...pages, 'ARCHITECTURE.md', 'bench/README.md', 'models/README.md']

const prose = (source: string) => source.replaceAll(/^```.*?^```$/gms, '').replaceAll(/`[^`\n]*`/g, '')

/** The addresses that a page links to, but for those of other hosts. */
function linksOf(source: string): string[] {
  return [...prose(source).matchAll(/\]\(([^)\s]+)\)/g)].map(match => match[1]!).filter(link => !/^[a-z]+:/.test(link))
}

/** The anchors of a page: one for each heading, of its letters, or as the page says. */
function anchorsOf(source: string): Set<string> {
  const headings = source.replaceAll(/^```.*?^```$/gms, '').matchAll(/^#+ (.*)$/gm)
  return new Set([...headings].flatMap(([, text]) => anchors(text!)))
}

function anchors(heading: string): string[] {
  const own = /\{#(\S+)\}$/.exec(heading)?.[1]
  if (own !== undefined) return [own]
  const words = heading.toLowerCase().replaceAll(/[`*]/g, '')
  // What a host of repositories makes of an apostrophe, and what the site does.
  return [words.replaceAll(/[^\p{L}\p{N} _-]/gu, ''), words.replaceAll(/[^\p{L}\p{N} _-]/gu, '-')].map(text =>
    text.replaceAll(/ +/g, '-'),
  )
}

/** A link of the site leaves out the ending of a page. The API is written when the site is built. */
function fileOf(page: string, path: string): string | undefined {
  if (path === '') return page
  const target = path.startsWith('/') ? join('docs', path) : relative('.', join(dirname(page), path))
  if (target.replaceAll('\\', '/').startsWith('docs/reference/api/')) return undefined
  return [target, `${target}.md`].find(name => existsSync(root + name)) ?? target
}

test.each(files)('every link of %s leads somewhere', page => {
  const broken = linksOf(readFileSync(root + page, 'utf8')).filter(link => {
    const [path = '', anchor] = link.split('#')
    if (path.startsWith('/lab/') || path === '/predict.webp') return false // written when the site is built
    const file = fileOf(page, path)
    if (file === undefined) return false
    if (!existsSync(root + file)) return true
    return anchor !== undefined && !anchorsOf(readFileSync(root + file, 'utf8')).has(anchor)
  })
  expect(broken).toEqual([])
})
